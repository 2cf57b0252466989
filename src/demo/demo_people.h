/* demo_people.h - invented people. */
#ifndef DEMO_DEMO_PEOPLE_H
#define DEMO_DEMO_PEOPLE_H

#include "person/person.h"

struct demo_names;
/* Reads data/demo-names.json into the arena. */
struct demo_names *demo_names_load(struct arena *mem);
/* One person, the same for the same seed: name, birth date, sex, numbers that fit each other, living in that commune. */
struct person_in
demo_person(struct arena *mem, const struct demo_names *names, uint64_t seed, const struct unit *commune);

#endif
