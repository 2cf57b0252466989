#include "sync/sync_api.h"

#include "base/clock.h"
#include "staff/cap.h"
#include "sync/sync.h"

#include <jansson.h>
#include <stdlib.h>

struct sync_in {
	int64_t unit_id;
	const char *events; /* a JSON list: each is read by itself, so that an unreadable one harms no other */
};
static FIELDS(sync_in, FIELD(sync_in, unit_id, F_ID, 0, F_IN | F_MUST),
	      FIELD(sync_in, events, F_JSON, SYNC_BYTES_MAX, F_IN | F_MUST));

static enum err
take_all(struct request *rq, const struct unit *unit, const json_t *events, struct buf *out)
{
	size_t i;
	json_t *event;
	json_array_foreach((json_t *)(uintptr_t)events, i, event) {
		/* one form for one content, however it was written */
		char *text = json_dumps(event, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
		const char *content = arena_strdup(rq->cx.mem, text);
		free(text);
		TRY(sync_take(&rq->cx, unit, content, strlen(content), out));
	}
	return OK;
}

static enum err
post_sync(struct request *rq)
{
	const struct sync_in *in = rq->in;
	struct unit unit;
	json_t *events = json_loads(in->events, JSON_REJECT_DUPLICATES, NULL);
	size_t n = json_array_size(events);
	if (!json_is_array(events) || !n || n > SYNC_EVENTS_MAX) {
		json_decref(events);
		return fail_field(&rq->cx, "events", "sync.events",
				  "events: cần một danh sách từ 1 đến %d sự kiện. Hãy gửi thành nhiều lần.",
				  "events: expected a list of 1 to %d events. Send them in several parts.",
				  SYNC_EVENTS_MAX);
	}
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_time(out, "now", rq->cx.now); /* for the station's clock */
	json_key(out, "items");
	json_arr(out);
	enum err err = unit_get(&rq->cx, in->unit_id, &unit);
	if (err == OK)
		err = take_all(rq, &unit, events, out);
	json_decref(events);
	json_arr_end(out);
	json_obj_end(out);
	return err;
}

const struct route sync_routes[] = {
	{ POST, "/api/v1/sync", CAP_SYNC, TX_WRITE, &sync_in_fields, post_sync,
	  "events of a station that was offline: each applied once, in any order, kept even when it breaks a rule",
	  LARGE_BODY, .place = "unit_id" },
	{ 0 },
};
