#include "dcc/hcert.h"

#include "base/clock.h"
#include "dcc/base45.h"
#include "dcc/cbor.h"
#include "dcc/dcc_json.h"
#include "dcc/schema.h"

#include <math.h>
#include <openssl/err.h>
#include <string.h>
#include <zlib.h>

enum { CLAIM_ISS = 1, CLAIM_EXP = 4, CLAIM_IAT = 6, CLAIM_HCERT = -260, HCERT_DCC = 1 };

/* Marks the axis as faulty; the first reason stays. */
static bool
faulty(struct dcc_verdict *out, int8_t *axis, const char *code, const char *vi, const char *en)
{
	*axis = 0;
	if (!out->reason.code)
		out->reason = (struct dcc_reason){ code, vi, en };
	return false;
}

static bool
in_order(int8_t *axis)
{
	*axis = 1;
	return true;
}

static bool
unprefix(struct dcc_verdict *out, const char **text)
{
	if (strncmp(*text, "HC1:", 4) != 0)
		return faulty(out, &out->unprefix, "dcc.prefix",
			      "Mã không bắt đầu bằng HC1: nên không phải chứng nhận tiêm chủng.",
			      "The code does not begin with HC1:, so it is no vaccination certificate.");
	*text += 4;
	return in_order(&out->unprefix);
}

static bool
unbase45(struct arena *mem, struct dcc_verdict *out, const char *text, struct cose_bytes *packed)
{
	size_t len = strnlen(text, HC1_MAX + 1);
	if (len > HC1_MAX || !base45_decode(mem, text, len, &packed->p, &packed->n))
		return faulty(out, &out->base45, "dcc.base45",
			      "Mã chứa ký tự lạ hoặc bị cắt (Base45 sai). Hãy quét lại.",
			      "The code holds foreign characters or is cut off (bad Base45). Scan it again.");
	return in_order(&out->base45);
}

/* Inflates into at most HCERT_COSE_MAX bytes; whatever follows the stream makes it faulty. */
static bool
inflate_bounded(struct arena *mem, struct cose_bytes packed, struct cose_bytes *cose)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n };
	uint8_t piece[4096];
	struct buf whole = buf_new(mem);
	int state = inflateInit(&z);
	if (state != Z_OK)
		return false;
	while (state == Z_OK && whole.n <= HCERT_COSE_MAX) {
		z.next_out = piece;
		z.avail_out = sizeof piece;
		state = inflate(&z, Z_NO_FLUSH);
		buf_bytes(&whole, piece, sizeof piece - z.avail_out);
	}
	bool ok = state == Z_STREAM_END && z.avail_in == 0 && whole.n <= HCERT_COSE_MAX;
	inflateEnd(&z);
	*cose = (struct cose_bytes){ (const uint8_t *)buf_text(&whole), whole.n };
	return ok;
}

static bool
uncompress_axis(struct arena *mem, struct dcc_verdict *out, struct cose_bytes packed, struct cose_bytes *cose)
{
	if (!inflate_bounded(mem, packed, cose))
		return faulty(out, &out->compression, "dcc.compression",
			      "Nội dung mã không giải nén được. Hãy quét lại.",
			      "The code's content cannot be decompressed. Scan it again.");
	return in_order(&out->compression);
}

/* Seconds of a claim; some issuers send floats. False if absent or no instant. */
static bool
seconds_claim(const struct node *token, int64_t claim, int64_t *out)
{
	const struct node *value = node_get_int(token, claim);
	if (value && value->type == NODE_INT) {
		*out = value->i;
		return true;
	}
	if (value && value->type == NODE_REAL && isfinite(value->real) && fabs(value->real) < 1e15) {
		*out = (int64_t)floor(value->real);
		return true;
	}
	return false;
}

struct token {
	struct cose cose;
	struct node root, dcc;
	bool has_iat, has_exp;
};

static bool
token_axis(struct arena *mem, struct dcc_verdict *out, struct cose_bytes bytes, struct token *token)
{
	if (!cose_read(mem, bytes.p, bytes.n, &token->cose))
		return faulty(out, &out->cose, "dcc.cose", "Nội dung mã không phải thông điệp đã ký (COSE_Sign1).",
			      "The code's content is no signed message (COSE_Sign1).");
	const struct node *dcc = NULL;
	if (cbor_read(mem, token->cose.payload.p, token->cose.payload.n, &token->root))
		dcc = node_get_int(node_get_int(&token->root, CLAIM_HCERT), HCERT_DCC);
	if (!dcc || dcc->type != NODE_MAP)
		return faulty(out, &out->cose, "dcc.cwt", "Phần được ký không chứa chứng nhận sức khỏe.",
			      "The signed part holds no health certificate.");
	token->dcc = *dcc;
	node_drop_nulls(&token->dcc);
	token->has_iat = seconds_claim(&token->root, CLAIM_IAT, &out->iat_s);
	token->has_exp = seconds_claim(&token->root, CLAIM_EXP, &out->exp_s);
	return in_order(&out->cose);
}

/* The listed certificate that made the signature; NULL if none did. */
static const struct trust_cert *
signer_find(struct arena *mem, const struct dcc_trust *trust, const struct cose *cose, bool *known)
{
	const struct trust_cert *cert = NULL;
	*known = false;
	while ((cert = dcc_trust_next(trust, cose->kid, cert)) != NULL) {
		*known = true;
		if (cose_verify(mem, cose, cert->key))
			return cert;
	}
	ERR_clear_error();
	return NULL;
}

static const struct trust_cert *
signature_axis(struct arena *mem, struct dcc_verdict *out, const struct dcc_trust *trust, const struct cose *cose,
	       int64_t now_s)
{
	bool known;
	const struct trust_cert *cert = signer_find(mem, trust, cose, &known);
	if (cert && dcc_trust_vouches(cert, now_s)) {
		out->signature = 1;
		return cert;
	}
	if (cert)
		faulty(out, &out->signature, "dcc.csca",
		       "Chứng thư của nơi ký không được cơ quan gốc (CSCA) trong danh sách tin cậy xác nhận.",
		       "The signer's certificate is not vouched for by its root authority (CSCA) in the trust list.");
	else if (!cose->kid.n)
		faulty(out, &out->signature, "dcc.kid_missing", "Chứng nhận không cho biết khóa nào đã ký.",
		       "The certificate does not say which key signed it.");
	else if (!known)
		faulty(out, &out->signature, "dcc.kid_unknown",
		       "Không có chứng thư của nơi ký trong danh sách tin cậy. Hãy cập nhật danh sách.",
		       "The signer's certificate is not in the trust list. Bring the list up to date.");
	else
		faulty(out, &out->signature, "dcc.signature",
		       "Chữ ký số không đúng: nội dung đã bị sửa hoặc không do nơi này cấp.",
		       "The signature is wrong: the content was changed or was not issued by this signer.");
	return NULL;
}

static void
key_usage_axis(struct dcc_verdict *out, const struct trust_cert *cert)
{
	bool kind_allowed = !cert->kinds || !(out->kinds & ~cert->kinds);
	if (cert->may_sign && kind_allowed)
		out->key_usage = 1;
	else
		faulty(out, &out->key_usage, "dcc.key_usage", "Khóa ký không được phép ký loại chứng nhận này.",
		       "The signing key may not sign this kind of certificate.");
}

static void
expiration_axis(struct dcc_verdict *out, const struct token *token, const struct trust_cert *cert, int64_t now_s)
{
	if (!token->has_iat || !token->has_exp)
		faulty(out, &out->expiration, "dcc.no_period", "Chứng nhận không ghi ngày cấp hoặc ngày hết hạn.",
		       "The certificate does not state when it was issued or when it expires.");
	else if (out->iat_s > now_s + HCERT_SKEW_S)
		faulty(out, &out->expiration, "dcc.not_yet", "Chứng nhận chưa có hiệu lực vào thời điểm kiểm tra.",
		       "The certificate is not yet valid at the time of the check.");
	else if (now_s > out->exp_s)
		faulty(out, &out->expiration, "dcc.expired", "Chứng nhận đã hết hạn. Hãy xin cấp mã mới.",
		       "The certificate has expired. Ask for a new code.");
	else if (cert && (now_s < cert->from_s - HCERT_SKEW_S || now_s > cert->to_s))
		faulty(out, &out->expiration, "dcc.signer_period",
		       "Chứng thư của nơi ký không còn hoặc chưa có hiệu lực.",
		       "The signer's certificate is no longer, or not yet, valid.");
	else
		out->expiration = 1;
}

static void
schema_axis(struct arena *mem, struct dcc_verdict *out, const struct node *dcc)
{
	struct schema_fault fault;
	if (schema_check(mem, dcc, &fault))
		out->schema = 1;
	else
		faulty(out, &out->schema, "dcc.schema", fault.vi, fault.en);
}

/* What is told of the content: only called behind a good signature. */
static void
content_tell(struct arena *mem, struct dcc_verdict *out, const struct token *token)
{
	struct buf json = buf_new(mem);
	const struct node *issuer = node_get_int(&token->root, CLAIM_ISS);
	dcc_json_write(&json, &token->dcc);
	out->payload = buf_text(&json);
	if (issuer && issuer->type == NODE_TEXT)
		out->issuer = issuer->text;
}

void
dcc_verify(struct ctx *cx, const struct dcc_trust *trust, const char *hc1, int64_t now_ms, struct dcc_verdict *out)
{
	struct arena *mem = cx->mem;
	struct cose_bytes packed, bytes;
	struct token token = { 0 };
	int64_t now_s = now_ms / MS_SECOND;
	*out = (struct dcc_verdict){ .unprefix = -1,
				     .base45 = -1,
				     .compression = -1,
				     .cose = -1,
				     .signature = -1,
				     .key_usage = -1,
				     .expiration = -1,
				     .schema = -1 };
	if (!unprefix(out, &hc1) || !unbase45(mem, out, hc1, &packed))
		return;
	if (!uncompress_axis(mem, out, packed, &bytes) || !token_axis(mem, out, bytes, &token))
		return;
	out->kinds = schema_kinds(&token.dcc);
	const struct trust_cert *cert = signature_axis(mem, out, trust, &token.cose, now_s);
	if (cert) {
		key_usage_axis(out, cert);
		content_tell(mem, out, &token);
	}
	expiration_axis(out, &token, cert, now_s);
	schema_axis(mem, out, &token.dcc);
	out->valid = out->signature == 1 && out->key_usage == 1 && out->expiration == 1 && out->schema == 1;
}

static void
axis_json(struct buf *out, const char *key, int8_t axis)
{
	json_key(out, key);
	if (axis < 0)
		json_none(out);
	else
		json_bool(out, axis == 1);
}

void
dcc_verdict_json(struct buf *out, const struct dcc_verdict *verdict)
{
	json_obj(out);
	json_kv_bool(out, "valid", verdict->valid);
	axis_json(out, "unprefix", verdict->unprefix);
	axis_json(out, "base45", verdict->base45);
	axis_json(out, "compression", verdict->compression);
	axis_json(out, "cose", verdict->cose);
	axis_json(out, "signature", verdict->signature);
	axis_json(out, "key_usage", verdict->key_usage);
	axis_json(out, "expiration", verdict->expiration);
	axis_json(out, "schema", verdict->schema);
	json_key(out, "payload");
	json_raw(out, verdict->payload);
	json_key(out, "reason");
	if (verdict->reason.code) {
		json_obj(out);
		json_kv_text(out, "code", verdict->reason.code);
		json_kv_text(out, "vi", verdict->reason.vi);
		json_kv_text(out, "en", verdict->reason.en);
		json_obj_end(out);
	} else {
		json_none(out);
	}
	json_obj_end(out);
}
