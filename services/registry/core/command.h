/* command - the commands of the registry, as structs. Pure.
 *
 * Members are those of evernormal.registry.v1. A put carries the whole entity; `replace` says that
 * one of this id may exist with other content. */
#ifndef EVN_REGISTRY_COMMAND_H
#define EVN_REGISTRY_COMMAND_H

#include "common/service/kit.h"
#include "services/registry/core/model_ending.h"
#include "services/registry/core/model_people.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/model_test.h"
#include "services/registry/core/model_zone.h"

/* Field numbers of the commands that are not a put; a put has the number of its entity's event. */
enum evn_registry_tag {
    EVN_TAG_SEAL = 23,
    EVN_TAG_UNSEAL = 27,
    EVN_TAG_KEY = 28,
    EVN_TAG_KEY_REVOKE = 29,
    EVN_TAG_LINK = 30,
    EVN_TAG_LINE_TEST = 31,
    EVN_TAG_PERSON = 32,
    EVN_TAG_PERSON_READ = 33,
    EVN_TAG_PERSON_ERASE = 34,
    EVN_TAG_TEST = 60,
    EVN_TAG_PROPOSAL = 61,
    EVN_TAG_AREA_TEST = 62,
    EVN_TAG_LOOP_STAY = 63,
    EVN_TAG_ENDING = 70,
    EVN_TAG_ORGANISATION = 80,
    EVN_TAG_COURSE = 81,
    EVN_TAG_STAFF = 82,
    EVN_TAG_TRAINING = 83,
    EVN_TAG_DUTY = 85
};

/* Tag 16: an item, whole. */
struct evn_item_put {
    struct evn_item item;
    bool has_item;
    bool replace;         /* the item may exist with other content; so in all puts */
    struct evn_item *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 17: an area; its parent is there. */
struct evn_area_put {
    struct evn_area area;
    bool has_area; /* always, once it is read */
    bool replace;
    struct evn_area *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 18: a place or vehicle, whole. */
struct evn_place_put {
    struct evn_place place;
    bool has_place; /* always, once it is read */
    bool replace;
    struct evn_place *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 19: how much of a norm an item gives. */
struct evn_item_norm_put {
    struct evn_item_norm item_norm;
    bool has_item_norm; /* always, once it is read */
    bool replace;
    struct evn_item_norm *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 20: a planning quantity. */
struct evn_norm_put {
    struct evn_norm norm;
    bool has_norm; /* always, once it is read */
    bool replace;
    struct evn_norm *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 22: a community and its reception points. */
struct evn_community_put {
    struct evn_community community;
    bool has_community; /* always, once it is read */
    bool replace;
};

/* Tag 24: newly found infections, or a correction of a report. */
struct evn_report_put {
    struct evn_report report;
    bool has_report;
    char zone[EVN_CODE_MAX]; /* its area is meant; in place of report.area */
    bool replace;            /* a correction */
};

/* Tag 25: a person of a cohort; phases are filled in by the decision. */
struct evn_member_put {
    struct evn_member member;
    bool has_member; /* always, once it is read */
    bool replace;
};

/* Tag 26: a person who must not be forgotten. */
struct evn_key_person_put {
    struct evn_key_person key_person;
    bool has_key_person; /* always, once it is read */
    bool replace;
    struct evn_key_person *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 28: who holds this key may do this, there. */
struct evn_key_put {
    char public_key[EVN_PUBLIC_KEY_TEXT_LEN + 1]; /* Z85 */
    char name[EVN_CODE_MAX];
    uint32_t roles; /* set of enum evn_role */
    char scope[EVN_CODE_MAX];
    bool replace;
    char staff[EVN_CODE_MAX];  /* who has it; "": nobody's */
    char device[EVN_CODE_MAX]; /* on which it lies */
};

/* Tag 29: nobody may use this key any more. */
struct evn_key_revoke {
    char public_key[EVN_PUBLIC_KEY_TEXT_LEN + 1];
};

/* Tag 30: a community's line or car. */
struct evn_link_put {
    char community[EVN_CODE_MAX];
    int32_t kind;             /* enum evn_link_kind */
    char place[EVN_CODE_MAX]; /* "": the link is taken away */
    char phone[EVN_CODE_MAX]; /* of a line */
};

/* Tag 31: a line was tried. */
struct evn_line_test {
    char community[EVN_CODE_MAX];
    int32_t kind; /* enum evn_link_kind, not a car */
    int64_t at_us;
    bool answered;
    char note[EVN_NAME_MAX];
};

/* Tag 32: what a person's door needs. The shell in front of the core turns `contact` into `sealed`;
 * the core refuses what is in clear. */
struct evn_person_put {
    char person[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    struct evn_contact contact;
    bool has_contact;
    struct evn_bytes sealed;
    bool replace;
    bool synthetic;
};

/* Tag 33: who reads what, and why. */
struct evn_person_read {
    char (*persons)[EVN_CODE_MAX]; /* these, or ... */
    size_t n_persons;
    char community[EVN_CODE_MAX]; /* the persons of this one, */
    char after[EVN_CODE_MAX];     /* behind this one */
    char reason[EVN_NAME_MAX];
};

/* Tag 34: destroy the person's key. */
struct evn_person_erase {
    char person[EVN_CODE_MAX];
    char reason[EVN_NAME_MAX];
};

/* A contact, close or secondary, that was traced. */
struct evn_contacted {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char area[EVN_CODE_MAX];
    bool secondary;
    bool no_home; /* has nothing to be isolated in */
};

/* Tag 60: what a test said, and who was near. */
struct evn_test_put {
    struct evn_test_result result;
    bool has_result; /* always, once it is read */
    bool replace;
    struct evn_contacted *contacts;
    size_t n_contacts;
};

/* Tag 61: seal what is proposed, or say why not. */
struct evn_proposal_decide {
    char proposal[EVN_CODE_MAX];
    bool confirm;
    char zone[EVN_CODE_MAX];
    char area[EVN_CODE_MAX]; /* "": as proposed */
    char authority[EVN_NAME_MAX];
    char reason[EVN_NAME_MAX];
    char expansion[EVN_CODE_MAX];
    int64_t residents;
};

/* Tag 62: everybody of an area is tested. */
struct evn_area_test_put {
    struct evn_area_test area_test;
    bool has_area_test; /* always, once it is read */
    bool replace;
};

/* Tag 63: into a closed-loop site, or out. */
struct evn_loop_stay_put {
    struct evn_loop_stay loop_stay;
    bool has_loop_stay; /* always, once it is read */
    bool replace;
};

/* Tag 70: a change of course. */
struct evn_ending_put {
    struct evn_ending ending;
    bool has_ending; /* always, once it is read */
    bool replace;
};

/* Tag 80: a unit that people work for. */
struct evn_organisation_put {
    struct evn_organisation organisation;
    bool has_organisation; /* always, once it is read */
    bool replace;
    struct evn_organisation *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 81: what somebody must have learnt. */
struct evn_course_put {
    struct evn_course course;
    bool has_course; /* always, once it is read */
    bool replace;
    struct evn_course *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 82: a staff member and what they may do at most. */
struct evn_staff_put {
    struct evn_staff staff;
    bool has_staff; /* always, once it is read */
    bool replace;
    struct evn_staff *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 83: somebody did a course. */
struct evn_training_put {
    struct evn_training training;
    bool has_training; /* always, once it is read */
    bool replace;
    struct evn_training *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* Tag 85: somebody is on duty at these times. */
struct evn_duty_put {
    struct evn_duty duty;
    bool has_duty; /* always, once it is read */
    bool replace;
    struct evn_duty *was; /* as the sender saw it: merge.h; NULL: it is said whole */
};

/* One command: exactly one of the pointers is set. */
struct evn_registry_command {
    struct evn_id id;      /* minted by the client */
    struct evn_tick *tick; /* decided by the engine, never here */
    struct evn_item_put *item;
    struct evn_area_put *area;
    struct evn_place_put *place;
    struct evn_item_norm_put *item_norm;
    struct evn_norm_put *norm;
    struct evn_policy *policy;
    struct evn_community_put *community;
    struct evn_seal *seal;
    struct evn_report_put *report;
    struct evn_member_put *member;
    struct evn_key_person_put *key_person;
    struct evn_unseal *unseal;
    struct evn_key_put *key;
    struct evn_key_revoke *key_revoke;
    struct evn_link_put *link;
    struct evn_line_test *line_test;
    struct evn_person_put *person;
    struct evn_person_read *person_read;
    struct evn_person_erase *person_erase;
    struct evn_test_put *test;
    struct evn_proposal_decide *proposal;
    struct evn_area_test_put *area_test;
    struct evn_loop_stay_put *loop_stay;
    struct evn_ending_put *ending;
    struct evn_organisation_put *organisation;
    struct evn_course_put *course;
    struct evn_staff_put *staff;
    struct evn_training_put *training;
    struct evn_duty_put *duty;
};

extern const struct evn_wire_message evn_registry_command_table;

#endif
