/* rule.h - the dated rule message/sms: marks, price, quiet hours, rates of one phone. */
#ifndef MESSAGE_RULE_H
#define MESSAGE_RULE_H

#include "message/text.h"

struct message_rule {
	enum marks marks;
	int64_t price;                /* đồng for each part */
	int64_t quiet_from, quiet_to; /* minutes of the local day; the same: never quiet */
	int64_t per_phone_hour, per_phone_day;
};
/* Of the local day of cx->now. ERR_INTERNAL when there is none or it is malformed. */
enum err message_rule(struct ctx *cx, struct message_rule *out) MUST_CHECK;
/* The first moment from ms on that is outside the quiet hours. */
int64_t message_awake(const struct message_rule *rule, int64_t ms);

#endif
