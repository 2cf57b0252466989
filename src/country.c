#include "country.h"

enum {
	DAYS = 14,
	PRODUCTS = 4,
	FIRST_PROFILES = 24,
	NEXT_PROFILES = 96,
	PROFILES = FIRST_PROFILES + NEXT_PROFILES + 1 /* the last: nothing is allowed */,
	SESSIONS_A_SITE = 2 * DAYS,
	SLOTS_LEAST = 8,
	SLOTS_MORE = 3,
	FAMILY_MEMBERS_MAX = 5,
	FULL = 5000000 /* people of the whole country */
};

struct making {
	struct arena *mem;
	uint64_t state;
	unsigned plenty; /* percent */
	struct plan_commune *communes;
	struct plan_site *sites;
	struct plan_session *sessions;
	struct plan_slot *slots;
	struct plan_stock *stock;
	struct plan_profile *profiles;
	struct plan_person *people;
	struct plan plan;
};

static uint64_t
random_of(struct making *m)
{
	uint64_t x = m->state += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint32_t
below(struct making *m, uint64_t limit)
{
	return (uint32_t)((random_of(m) >> 32) * limit >> 32);
}

static int32_t
around(struct making *m, int32_t middle, uint32_t reach)
{
	return middle + (int32_t)below(m, 2 * (uint64_t)reach + 1) - (int32_t)reach;
}

static bool
chance(struct making *m, unsigned percent)
{
	return below(m, 100) < percent;
}

static size_t
share(size_t whole, size_t n)
{
	size_t part = n >= FULL ? whole : whole * n / FULL;
	return part ? part : 1;
}

/* Of n things in a row: does the next one, number i, begin a new one of so many parts? Every part gets one thing or more. */
static bool
begins(struct making *m, size_t i, size_t n, size_t begun, size_t parts)
{
	return i > 0 && below(m, n - i) < parts - begun;
}

static void
make_communes(struct making *m, size_t n)
{
	enum { SOUTH = 8600000, NORTH_BY = 14600000, WEST = 102500000, EAST_BY = 6500000 };
	struct plan *p = &m->plan;
	p->ncommunes = share(10600, n);
	p->ndistricts = (uint32_t)share(705, n);
	p->nprovinces = (uint32_t)share(63, n);
	m->communes = NEW(m->mem, struct plan_commune, p->ncommunes);
	uint32_t district = 0, province = 0;
	int32_t north = SOUTH + (int32_t)below(m, NORTH_BY), east = WEST + (int32_t)below(m, EAST_BY);
	int32_t middle_north = north, middle_east = east;
	for (size_t i = 0; i < p->ncommunes; i++) {
		if (begins(m, i, p->ncommunes, district + 1, p->ndistricts)) {
			district++;
			if (begins(m, district, p->ndistricts, province + 1, p->nprovinces)) {
				province++;
				north = SOUTH + (int32_t)below(m, NORTH_BY);
				east = WEST + (int32_t)below(m, EAST_BY);
			}
			middle_north = around(m, north, 400000);
			middle_east = around(m, east, 400000);
		}
		m->communes[i] = (struct plan_commune){ .district = district, .province = province };
		bool known = !chance(m, 3);
		m->communes[i].latitude_e6 = known ? around(m, middle_north, 100000) : PLAN_NO_PLACE;
		m->communes[i].longitude_e6 = known ? around(m, middle_east, 100000) : PLAN_NO_PLACE;
	}
	p->communes = m->communes;
}

static void
make_sites(struct making *m, size_t n)
{
	struct plan *p = &m->plan;
	p->nsites = share(19500, n);
	m->sites = NEW(m->mem, struct plan_site, p->nsites);
	for (size_t i = 0; i < p->nsites; i++) {
		uint32_t commune = i < p->ncommunes * 97 / 100 ? (uint32_t)i : below(m, p->ncommunes);
		const struct plan_commune *c = &m->communes[commune];
		bool known = c->latitude_e6 != PLAN_NO_PLACE && !chance(m, 10);
		m->sites[i] =
			(struct plan_site){ .commune = commune,
					    .latitude_e6 = known ? around(m, c->latitude_e6, 20000) : PLAN_NO_PLACE,
					    .longitude_e6 = known ? around(m, c->longitude_e6, 20000) : PLAN_NO_PLACE,
					    .hospital = chance(m, 15),
					    .closed = chance(m, 1) };
	}
	p->sites = m->sites;
}

static uint32_t
add_session(struct making *m, uint32_t site, uint8_t day, uint8_t product)
{
	enum { MORNING = 7 * 60 + 30, AFTERNOON = 13 * 60, MORNING_SLOTS = 4 };
	unsigned kind = below(m, 10);
	struct plan_session *s = &m->sessions[m->plan.nsessions++];
	*s = (struct plan_session){ .site = site,
				    .slot = (uint32_t)m->plan.nslots,
				    .nslots = (uint16_t)(SLOTS_LEAST + below(m, SLOTS_MORE)),
				    .day = day,
				    .product = product,
				    .closed = chance(m, 2) };
	s->pools = kind < 6 ? 1 << PLAN_FIRST | 1 << PLAN_NEXT : kind < 9 ? 1 << PLAN_FIRST : 1 << PLAN_NEXT;
	uint32_t most = 1 + below(m, 8), places = 0;
	for (uint16_t i = 0; i < s->nslots; i++) {
		struct plan_slot *slot = &m->slots[m->plan.nslots++];
		slot->capacity = (uint16_t)(((most / 2 + below(m, most / 2 + 1)) * m->plenty + below(m, 100)) / 100);
		slot->start = (uint16_t)(i < MORNING_SLOTS ? MORNING + 60 * i : AFTERNOON + 60 * (i - MORNING_SLOTS));
		places += slot->capacity;
	}
	return places;
}

static void
add_stock(struct making *m, uint32_t site, uint8_t product, uint32_t places)
{
	if (!places)
		return;
	for (uint8_t pool = 0; pool < PLAN_POOLS; pool++) {
		uint32_t part_of = pool == PLAN_FIRST ? 60 + below(m, 60) : 8 + below(m, 15);
		m->stock[m->plan.nstock++] = (struct plan_stock){
			.site = site, .doses = places * part_of / 100, .product = product, .pool = pool
		};
	}
}

static void
make_sessions(struct making *m)
{
	struct plan *p = &m->plan;
	m->sessions = NEW(m->mem, struct plan_session, p->nsites * SESSIONS_A_SITE);
	m->slots = NEW(m->mem, struct plan_slot, p->nsites * SESSIONS_A_SITE * (SLOTS_LEAST + SLOTS_MORE));
	m->stock = NEW(m->mem, struct plan_stock, p->nsites * PRODUCTS * PLAN_POOLS);
	for (uint32_t site = 0; site < p->nsites; site++) {
		uint32_t places[PRODUCTS] = { 0 }, product = below(m, PRODUCTS);
		for (uint8_t day = 0; day < DAYS; day++) {
			if (chance(m, 75))
				places[product] += add_session(m, site, day, (uint8_t)product);
			uint32_t other = below(m, PRODUCTS);
			if (chance(m, 25))
				places[other] += add_session(m, site, day, (uint8_t)other);
		}
		for (uint8_t i = 0; i < PRODUCTS; i++)
			add_stock(m, site, i, places[i]);
	}
	p->sessions = m->sessions;
	p->slots = m->slots;
	p->stock = m->stock;
}

static const struct plan_window never = { 1, 0 };

/* First doses: any product, or those for the old, the young, the pregnant; some only from a later day on. Next doses: the
 * product of the first or one that may follow it, from the day on which the interval has passed. */
static void
make_profiles(struct making *m)
{
	static const unsigned allowed[] = { 0xf, 0xf, 0x3, 0x4, 0xe, 0xc };
	static const int16_t from[] = { 0, 0, 4, 9 };
	m->profiles = NEW(m->mem, struct plan_profile, PROFILES);
	for (int i = 0; i < PROFILES; i++)
		for (int product = 0; product < PLAN_PRODUCTS_MAX; product++)
			m->profiles[i].product[product] = never;
	for (int i = 0; i < FIRST_PROFILES; i++)
		for (int product = 0; product < PRODUCTS; product++)
			if (allowed[i % 6] >> product & 1)
				m->profiles[i].product[product] = (struct plan_window){ from[i / 6], INT16_MAX };
	for (int i = 0; i < NEXT_PROFILES; i++) {
		struct plan_window *window = m->profiles[FIRST_PROFILES + i].product;
		int product = i % PRODUCTS, due = i / PRODUCTS - 10, long_enough = product == 3 ? 3 : 28;
		window[product] = (struct plan_window){ (int16_t)due, (int16_t)(due + long_enough) };
		if (product == 0)
			window[2] = (struct plan_window){ (int16_t)(due + 4), INT16_MAX };
	}
	m->plan.profiles = m->profiles;
	m->plan.nprofiles = PROFILES;
}

static uint32_t
profile_of(struct making *m, enum plan_pool pool)
{
	if (chance(m, 1))
		return PROFILES - 1;
	return pool == PLAN_FIRST ? below(m, FIRST_PROFILES) : FIRST_PROFILES + below(m, NEXT_PROFILES);
}

static void
make_person(struct making *m, struct country *out, size_t i, uint32_t commune, uint32_t family)
{
	uint8_t pool = chance(m, 10) ? PLAN_NEXT : PLAN_FIRST, group = (uint8_t)below(m, COUNTRY_GROUPS);
	out->group[i] = group;
	out->registered[i] = -(int32_t)below(m, 90);
	/* group, then age, then the moment of registering */
	uint64_t age = below(m, 90), moment = random_of(m) >> 24;
	m->people[i] = (struct plan_person){ .order = (uint64_t)group << 56 | (89 - age) << 48 | moment,
					     .commune = commune,
					     .profile = profile_of(m, pool),
					     .family = family,
					     .pool = pool,
					     .part = (uint8_t)below(m, PLAN_PARTS),
					     .hospital = chance(m, 10) };
}

static void
make_people(struct making *m, size_t n, struct country *out)
{
	m->people = NEW(m->mem, struct plan_person, n);
	out->registered = NEW(m->mem, int32_t, n);
	out->group = NEW(m->mem, uint8_t, n);
	for (size_t i = 0; i < n;) {
		/* some communes have more people for their sites than others */
		uint64_t at = below(m, m->plan.ncommunes), also = below(m, m->plan.ncommunes);
		uint32_t commune = (uint32_t)((chance(m, 20) && also < at ? also : at) * 7919 % m->plan.ncommunes);
		uint32_t members = chance(m, 12) ? 2 + below(m, FAMILY_MEMBERS_MAX - 1) : 1;
		uint32_t family = members > 1 ? ++m->plan.nfamilies : 0;
		for (uint32_t k = 0; k < members && i < n; k++)
			make_person(m, out, i++, chance(m, 3) ? below(m, m->plan.ncommunes) : commune, family);
	}
	m->plan.people = m->people;
	m->plan.npeople = n;
}

void
country_make(struct arena *mem, size_t n, unsigned percent, uint64_t seed, struct country *out)
{
	struct making m = { .mem = mem, .state = seed, .plenty = percent };
	m.plan.days = DAYS;
	m.plan.reach = PLAN_OWN_PROVINCE;
	make_communes(&m, n);
	make_sites(&m, n);
	make_sessions(&m);
	make_profiles(&m);
	make_people(&m, n, out);
	out->plan = m.plan;
}

void
country_harm(struct arena *mem, struct country *country)
{
	enum { CLOSED_EVERY = 100, SPOILT_EVERY = 20 };
	struct plan *p = &country->plan;
	struct plan_site *sites = NEW(mem, struct plan_site, p->nsites);
	struct plan_stock *stock = NEW(mem, struct plan_stock, p->nstock);
	memcpy(sites, p->sites, p->nsites * sizeof *sites);
	memcpy(stock, p->stock, p->nstock * sizeof *stock);
	for (size_t i = 0; i < p->nsites; i += CLOSED_EVERY)
		sites[i].closed = true;
	for (size_t i = 0; i < p->nstock; i++)
		if (stock[i].product == 1 && stock[i].site % SPOILT_EVERY == 1)
			stock[i].doses /= 2;
	p->sites = sites;
	p->stock = stock;
}
