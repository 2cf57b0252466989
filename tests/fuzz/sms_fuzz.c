/* Any text as a value of a message, as a whole message and as the reference of a report: parts are never too long nor too many,
 * a character is never cut, letters lose their marks and nothing else. */
#include "message/ref.h"
#include "message/text.h"

#include <assert.h>
#include <string.h>
#include <unistr.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_parts(struct arena *mem, const char *text)
{
	struct sms sms = sms_fit(mem, text), again = sms_fit(mem, sms.text);
	int64_t one = sms.coding == SMS_GSM ? SMS_GSM_ONE : SMS_UCS2_ONE,
		part = sms.coding == SMS_GSM ? SMS_GSM_PART : SMS_UCS2_PART;
	assert(sms.units <= (sms.parts > 1 ? sms.parts * part : one));
	assert(sms.parts <= 1 || sms.units > (sms.parts - 1) * part - sms.parts);
	assert((sms.parts == 0) == !*text);
	/* what was fitted stays as it is: the blanks are where they are needed */
	assert(again.parts == sms.parts && again.units == sms.units && strcmp(again.text, sms.text) == 0);
	assert(!u8_check((const uint8_t *)sms.text, strlen(sms.text)));
	const char *plain = sms_plain(mem, text);
	assert(!u8_check((const uint8_t *)plain, strlen(plain)));
	assert(strcmp(sms_plain(mem, plain), plain) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *mem = arena_new();
	const char *text = arena_strndup(mem, (const char *)data, size), *missing = NULL, *phone;
	int64_t id;
	struct message_key key = { { 7 } };
	if (!u8_check((const uint8_t *)text, strlen(text))) {
		const struct message_value values[] = { { "name", text }, { "x", text }, { NULL, NULL } };
		check_parts(mem, text);
		struct sms sms = text_choose(mem, &(struct text){ "Chào {name}: {x}", "Chao {name}: {x}" }, values,
					     MARKS_WHEN_FREE, &missing);
		assert(sms.text && !missing);
		assert(!u8_check((const uint8_t *)sms.text, strlen(sms.text)));
		/* as a template: it is whole or says what is missing */
		const char *filled = text_fill(mem, text, values, true, &missing);
		assert(filled || missing);
	}
	assert(!message_ref_open(mem, &key, text, &phone, &id));
	arena_free(mem);
	return 0;
}
