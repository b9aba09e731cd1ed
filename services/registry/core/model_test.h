/* model_test - tests of persons and what follows from them: proposals to seal, tests of whole
 * areas, stays in closed-loop sites. Pure.
 *
 * Persons are pseudonyms (proto/spec/19-people.md). Rules of it all: proto/spec/22-tests.md. */
#ifndef EVN_REGISTRY_MODEL_TEST_H
#define EVN_REGISTRY_MODEL_TEST_H

#include "services/registry/core/model_people.h"

enum {
    EVN_RESULTS_MAX = 4000000,     /* test results */
    EVN_PROPOSALS_MAX = 200000,    /* proposals to seal */
    EVN_AREA_TESTS_MAX = 20000,    /* tests of whole areas */
    EVN_LOOP_STAYS_MAX = 200000,   /* persons who were in a closed-loop site */
    EVN_PROPOSAL_PERSONS_MAX = 64, /* of a proposal */
    EVN_CONTACTS_MAX = 128,        /* of a command, and of a proposal */
    EVN_TESTS_A_DAY_MAX = 9,       /* whatever the policy says */
    EVN_CT_E2_MAX = 9999           /* cycle threshold in hundredths */
};

enum evn_test_kind { EVN_TEST_NUCLEIC_ACID = 1, EVN_TEST_ANTIGEN };
enum evn_verdict {
    EVN_VERDICT_NEGATIVE = 1,
    EVN_VERDICT_POSITIVE,
    EVN_VERDICT_RETEST, /* grey: another test is due */
    EVN_VERDICT_REVIEW  /* grey again: somebody must judge */
};
enum evn_severity { EVN_SEVERITY_NONE, EVN_SEVERITY_CRITICAL = 5 };

struct evn_test_result {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char sample[EVN_CODE_MAX]; /* the laboratory's number */
    int64_t at_us;             /* taken then */
    int32_t kind;              /* enum evn_test_kind */
    bool positive;             /* said without a Ct */
    uint32_t ct_e2;            /* hundredths; 0: not given */
    char area[EVN_CODE_MAX];   /* of a member its own */
    bool synthetic;            /* made up for an exercise */
    uint32_t number;           /* of the person's day, from 1; from here on it is decided */
    int32_t verdict;           /* enum evn_verdict */
    char place[EVN_CODE_MAX];  /* of the member's phase on that day; "": of no cohort */
    uint32_t ct_below_e2;      /* below it: positive */
    uint32_t ct_grey_e2;       /* up to it: grey */
    int64_t retest_at_us;      /* 0: none is due */
    bool retested;             /* it came */
    int32_t severity;          /* enum evn_severity; said by the writer */
};

enum evn_proposal_state {
    EVN_PROPOSAL_OPEN = 1,
    EVN_PROPOSAL_CONFIRMED,
    EVN_PROPOSAL_REJECTED,
    EVN_PROPOSAL_WITHDRAWN
};

struct evn_proposal {
    char proposal[EVN_CODE_MAX]; /* area, a dot, day */
    char area[EVN_CODE_MAX];
    struct evn_day day;            /* of the first positive test */
    char (*persons)[EVN_CODE_MAX]; /* found positive there */
    size_t n_persons;
    char (*contacts)[EVN_CODE_MAX]; /* of theirs */
    size_t n_contacts;
    int32_t state;                /* enum evn_proposal_state */
    char zone[EVN_CODE_MAX];      /* once confirmed */
    char authority[EVN_NAME_MAX]; /* that decided */
    char reason[EVN_NAME_MAX];
    struct evn_day decided_on;
    bool synthetic;
};

struct evn_area_test {
    char area_test[EVN_CODE_MAX]; /* external id */
    char area[EVN_CODE_MAX];
    struct evn_day from_day;
    struct evn_day until_day; /* included */
    uint32_t per_day;         /* tests of a person and day */
    char reason[EVN_CODE_MAX];
    char authority[EVN_NAME_MAX];
    bool synthetic;
};

struct evn_loop_stay {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char place[EVN_CODE_MAX];  /* a closed-loop site */
    struct evn_day booster_on; /* EVN_DAY_NONE: none is known */
    bool exempt;               /* the rule asks for none */
    struct evn_day entered_on;
    struct evn_day left_on; /* EVN_DAY_NONE: inside */
    char area[EVN_CODE_MAX];
    bool synthetic;
};

extern const struct evn_wire_message evn_test_result_table, evn_proposal_table, evn_area_test_table,
    evn_loop_stay_table;

/* The key of a result: "PERSON|2022-11-14|1". */
void evn_test_key(const char *person, struct evn_day day, uint32_t number,
                  char out[2 * EVN_CODE_MAX]);

#endif
