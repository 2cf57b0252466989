/* The draw: nothing but a hash of the seed and the ticket, so that anybody can do it again. */
#include "base/id.h"
#include "booking/booking.h"

const char *
draw_commitment(struct arena *mem, const char *seed)
{
	return sha256_hex(mem, seed, strlen(seed));
}

const char *
draw_key(struct arena *mem, const char *seed, int64_t ticket_id)
{
	const char *text = arena_printf(mem, "%s:%lld", seed, (long long)ticket_id);
	return sha256_hex(mem, text, strlen(text));
}
