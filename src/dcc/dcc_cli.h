/* dcc_cli.h - the command `certificate`: verify, issue, keys. */
#ifndef DCC_CLI_H
#define DCC_CLI_H

/* argv[0] is the word "certificate", argv[1] the sub-command. Results go to standard output, messages to
 * standard error. Returns the exit status: 0 done or valid, 1 not valid or refused, 2 wrong usage or failure.
 *
 * certificate verify [--trust FILE-OR-DIR]... [--clock RFC3339] [--qr FILE.png]
 *     the HC1 text on standard input, or in a picture (needs zbarimg); prints the verdict as one JSON object
 * certificate issue --key FILE --cert FILE [--png FILE] [--svg FILE]
 *     the certificate's JSON on standard input; prints the HC1 text, which expires after 12 months (Decision
 *     5772/QD-BYT) or with the signer; draws it too if asked
 * certificate keys DIR
 *     makes TEST keys; prints their paths and the signer's kid as one JSON object */
int certificate_cli(int argc, char **argv);

#endif
