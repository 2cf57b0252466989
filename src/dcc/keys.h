/* keys.h - keys and certificates for trying things out. Never for real certificates. */
#ifndef DCC_KEYS_H
#define DCC_KEYS_H

#include "base/ctx.h"

struct dcc_test_keys {
	const char *csca_cert, *csca_key, *dsc_cert, *dsc_key; /* paths, in cx->mem */
};

/* Makes a TEST root (CSCA, 4 years) and a TEST signer (DSC, 2 years) with P-256 keys as csca.pem, csca.key,
 * dsc.pem, dsc.key in dir, which is made if missing (mode 0700); keys have mode 0600. The names say that they
 * have no legal value. Validity starts at cx->now, less a day for clocks that differ. Extensions as
 * the hcert specification and the gateway's recipe ask: CSCA CA:TRUE pathlen 0, keyCertSign and cRLSign, SKI; DSC
 * digitalSignature, SKI, AKI = the CSCA's SKI, and the key usages for all three kinds, 1.3.6.1.4.1.1847.2021.1.1 to .3.
 * ERR_CONFLICT "dcc.file_exists" if one of the four is there already: nothing is then written.
 * ERR_INVALID "dcc.file_write" if dir cannot be written. */
MUST_CHECK enum err dcc_test_keys_make(struct ctx *cx, const char *dir, struct dcc_test_keys *out);

#endif
