"""Names, telephones and doors come in by file, command line and HTTP - and are found in no file,
log, view, event, backup or message; erased they are gone, with a wrong key they are safe."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from installation import Installation

HOME = "310105001001"
# By entrance: name, telephone, door, note. The last ones are refused on their way in.
PLANTED = {
    "file": ("欧阳慕云", "13911112222", "七号楼 1203", "家中有猫怕生人"),
    "line": ("Zebulon Quick", "13922223333", "Rowanfield House 4", "knock twice loudly"),
    "http": ("司徒远山", "13933334444", "九号楼 5021", "听力不好请敲门"),
    "nobody": ("Ignatius Vole", "13944445555", "Hazelmere Yard 9", "ring the small bell"),
    "column": ("诸葛静水", "13955556666", "三号楼甲 1107", "拄拐杖慢行"),
}
AREAS = ["31", "3101", "310105", "310105001", HOME]


def forms(text):
    """The bytes a text may have left behind: as it is, and in base 64 at any offset."""
    raw = text.encode()
    yield raw
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        yield coded[4 if shift else 0:len(coded) // 4 * 4 - 4]


def files_below(*folders):
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                if os.path.isfile(os.path.join(path, name)):
                    yield os.path.join(path, name)


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="evn-people-")
        os.mkdir(cls.folder + "/said")
        cls.site = Installation(cls.folder)
        cls.n = 0
        # What holds persons and what lets them in; the other services only cost time.
        os.mkdir(cls.folder + "/programs")
        for name in ("evn-registry", "evn-gateway"):
            os.symlink(f"{cls.site.bin}/{name}", f"{cls.folder}/programs/{name}")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def up(self):
        with open(f"{self.folder}/said/up{self.n}", "wb") as err:
            self.site.start(err, "--programs", self.folder + "/programs")
        self.n += 1

    def evn(self, *words, stdin=None, keep=True):
        """A run of evn: status and output. What it says is searched later, if it is to be kept."""
        run = subprocess.run([self.site.bin + "/evn", "--data", self.site.data, "--lang=en", "--json", *words],
                             input=stdin, capture_output=True)
        if keep:
            self.n += 1
            with open(f"{self.folder}/said/run{self.n}", "wb") as f:
                f.write(run.stdout + run.stderr)
        return run.returncode, (run.stdout + run.stderr).decode()

    def command(self, command, token="office"):
        status, answer = self.site.command("registry", command, token)
        self.n += 1
        with open(f"{self.folder}/said/http{self.n}", "w", encoding="utf-8") as f:
            json.dump(answer, f, ensure_ascii=False)
        return status, answer

    def doors(self):
        """The door list, read in clear: kept nowhere."""
        status, text = self.evn("person", "door", HOME, "--reason", "evening round", keep=False)
        self.assertEqual(status, 0, text)
        return {row["person"]: row for row in map(json.loads, text.splitlines())}

    def search(self, *folders):
        """Where anything that was planted is found."""
        wanted = [(what, form) for rows in PLANTED.values() for what in rows for form in forms(what)]
        found = []
        for path in files_below(*folders):
            if path.startswith(self.folder + "/programs"):
                continue
            with open(path, "rb") as f:
                content = f.read().rstrip(b"\0")  # a log's segments are zeros ahead
            found += [(path, what) for what, form in wanted if form in content]
        return found

    def put(self, entrance, person, **more):
        name, phone, door, note = PLANTED[entrance]
        return {"person": {"person": person, "community": HOME,
                           "contact": {"name": name, "phone": phone, "door": door, "note": note}, **more}}

    def fill(self):
        self.up()
        for name, role in (("office", "AUTHORITY"), ("point", "POINT"), ("store", "WAREHOUSE")):
            self.site.token(name, role)
        tables = {"areas": "code,name_zh\n" + "".join(f"{code},区域\n" for code in AREAS),
                  "communities": f"code,name_zh\n{HOME},社区\n",
                  "items": "code,name_en,unit_en,category\nINSULIN,Insulin,IU,severe_drug\n"}
        for table, text in tables.items():
            status, said = self.evn("import", table, "-", stdin=text.encode())
            self.assertEqual(status, 0, said)

    def enter(self):
        """By every entrance, and wrongly by each."""
        head = "person,community,group,name,phone,door,note,item,per_day,tier\n"
        row = "P-file," + HOME + ",elderly," + ",".join(PLANTED["file"]) + ",INSULIN,40,1\n"
        status, text = self.evn("person", "import", "-", stdin=(head + row).encode())
        self.assertEqual(status, 0, text)
        name, phone, door, note = PLANTED["line"]
        status, text = self.evn("person", "add", "P-line", "--community", HOME, "--name", name, "--phone", phone,
                                "--door", door, "--note", note)
        self.assertEqual(status, 0, text)
        self.assertEqual(self.command(self.put("http", "P-http"), "point")[0], 200)
        name, phone, door, note = PLANTED["nobody"]
        bad = [head + f"{phone},{HOME},elderly,{name},{phone},{door},{note},,,\n",
               head + f"P-x,{HOME},elderly,{name},{name},{door},{note},,,\n",
               head + f"{name},{HOME},elderly,P-x,{phone},{door},{note},,,\n",
               f"{name},{phone},{door}\nP-x,{HOME},x\n"]
        for text in bad:
            status, said = self.evn("person", "import", "-", stdin=text.encode())
            self.assertNotEqual(status, 0, said)
        nobody = self.put("nobody", "P-nobody")
        self.assertEqual(self.command(nobody, "store")[0], 403)
        nobody["person"]["community"] = "310105001009"
        self.assertEqual(self.command(nobody)[0], 400)
        column = self.put("column", PLANTED["column"][1])
        self.assertEqual(self.command(column)[0], 400)
        column["person"]["person"] = PLANTED["column"][0]
        self.assertEqual(self.command(column)[0], 400)

    def test_what_is_personal_is_where_it_is_read_and_nowhere_else(self):
        self.fill()
        self.enter()
        doors = self.doors()
        self.assertEqual(set(doors), {"P-file", "P-line", "P-http"})
        for entrance in ("file", "line", "http"):
            contact = doors["P-" + entrance]["contact"]
            self.assertEqual((contact["name"], contact["phone"], contact["door"], contact["note"]),
                             PLANTED[entrance])
        status, text = self.evn("person", "readings")
        self.assertEqual(status, 0, text)
        self.assertIn("evening round", text)
        self.assertEqual(self.evn("person", "list")[0], 0)
        self.assertEqual(self.evn("events", "list", "registry")[0], 0)
        self.again()
        self.erased()
        self.backup()
        self.wrong_key()
        self.assertEqual(self.search(self.folder), [])
        # The search finds what is there: the same words, kept on purpose.
        with open(self.folder + "/said/planted", "w", encoding="utf-8") as f:
            f.write(PLANTED["http"][0])
        self.assertEqual(len(self.search(self.folder + "/said")), 1)

    def again(self):
        """The same list comes in again: nothing changes and nothing is lost, also by a list that
        says nothing of doors."""
        head = "person,community,group,name,phone,door,note,item,per_day,tier\n"
        row = "P-file," + HOME + ",elderly," + ",".join(PLANTED["file"]) + ",INSULIN,40,1\n"
        bare = "person,community,group,item,per_day,tier\nP-file," + HOME + ",elderly,INSULIN,60,1\n"
        for text, more in ((head + row, []), (bare, ["--replace"])):
            status, said = self.evn("person", "import", "-", *more, stdin=text.encode())
            self.assertEqual(status, 0, said)
        self.assertEqual(self.doors()["P-file"]["contact"]["name"], PLANTED["file"][0])
        self.assertEqual(len(self.doors()), 3)

    def erased(self):
        """Erased, nobody reads it: not now, not after a restart, not from an older vault."""
        vault = self.site.data + "/vault/people.vault"
        shutil.copy(vault, self.folder + "/older.vault")
        status, text = self.evn("person", "erase", "P-http", "--reason", "moved away")
        self.assertEqual(status, 0, text)
        self.assertEqual(set(self.doors()), {"P-file", "P-line"})
        status, text = self.evn("person", "show", "P-http", "--reason", "by mistake", keep=False)
        self.assertIn("WRONG_STATE", text)
        self.assertEqual(self.command(self.put("http", "P-http", replace=True))[0], 409)
        self.assertEqual(self.site.stop(), 0)
        shutil.copy(self.folder + "/older.vault", vault)

    def backup(self):
        """It holds no vault, and the log proves itself without one."""
        self.assertEqual(self.evn("backup", "create", self.folder + "/backup")[0], 0)
        files = list(files_below(self.folder + "/backup"))
        self.assertTrue(files)
        self.assertFalse([f for f in files if "vault" in f or "node" in f])
        self.assertEqual(self.evn("verify")[0], 0)

    def wrong_key(self):
        """Another node key says so and all else goes on. With the right one all is there - but what
        was erased, though the vault is an older one."""
        key = self.site.data + "/vault/node.key"
        os.rename(key, self.folder + "/right.key")
        with open(key, "w", encoding="ascii") as f:
            f.write("00" * 32 + "\n")
        os.chmod(key, 0o600)
        self.up()
        status, text = self.evn("person", "door", HOME, "--reason", "evening round", keep=False)
        self.assertIn("WRONG_KEY", text)
        self.assertEqual(self.command(self.put("line", "P-line"))[1]["code"], "WRONG_KEY")
        self.assertEqual(json.loads(self.evn("person", "vault")[1])["error"], "WRONG_KEY")
        self.assertEqual(self.evn("community", "list")[0], 0)
        self.assertEqual(self.site.stop(), 0)
        os.rename(self.folder + "/right.key", key)
        self.assertEqual(self.evn("rebuild", "registry")[0], 0)
        self.up()
        doors = self.doors()
        self.assertEqual(set(doors), {"P-file", "P-line"})
        self.assertEqual(doors["P-line"]["contact"]["name"], PLANTED["line"][0])
        state = json.loads(self.evn("person", "vault")[1])
        self.assertEqual((state["keys"], state["destroyed"]), ("2", "1"))
        self.assertEqual(self.site.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
