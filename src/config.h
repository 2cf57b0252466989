/* config.h - what the program is told: the command line, before the environment, before the configuration file.
 *
 * The file holds lines "name = value"; # begins a comment line. It is the one of --config, else of TIEMCHUNG_CONFIG, else
 * CONFIG_FILE if that exists and neither a database nor a data folder is named otherwise. Everything is checked at start,
 * also what is overridden; a message names file and line, or the variable, or the option, and the remedy. */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/buf.h"

#define CONFIG_FILE "/etc/tiemchung/tiemchung.conf"
enum { CONFIG_BYTES_MAX = 16384, CONFIG_SETTINGS_MAX = 16, CONFIG_WORDS_MAX = 8 };

struct options {
	/* settings of an installation; config.c's table names them */
	const char *db;                          /* sqlite:PATH or postgresql://... */
	const char *data;                        /* folder of keys, uploads, results */
	const char *listen;                      /* ADDRESS:PORT */
	const char *proxy;                       /* address whose X-Forwarded-For is believed; NULL: none */
	const char *rate_address, *rate_account; /* requests a second, http/guard.h */
	const char *metrics_from;                /* addresses that may see /metrics; NULL: this machine */
	const char *sms_way;                     /* none, console, kannel; NULL: kannel where sms_kannel says which */
	const char *sms_kannel;                  /* http://USER:PASSWORD@HOST:PORT/cgi-bin/sendsms */
	const char *sms_from;                    /* sender that phones show */
	const char *sms_dlr_base;                /* our own address as Kannel reaches it; NULL: no reports */
	const char *sms_rate;                    /* SMS a second of this server, 0: no limit */
	const char *from[CONFIG_SETTINGS_MAX];   /* where each setting comes from, in the table's order */
	const char *file;                        /* the configuration file that was read; NULL: none */
	/* of one command */
	const char *role, *unit, *name;         /* user add */
	const char *anchors, *key;              /* audit verify */
	const char *url, *user, *password_file; /* replay */
	const char *journeys, *sites, *connections, *list_size, *batch, *day, *rate, *patience, *journal; /* replay */
	bool alarm; /* audit verify */
	bool demo, phases;
	const char *seed, *dump;             /* speed plan; test build: also the seed of ids */
	const char *clock;                   /* test build only */
	const char *lease;                   /* ms; test build only */
	const char *words[CONFIG_WORDS_MAX]; /* what is no option */
	int nwords;
};

/* Reads all of it; false (with a message) when something is wrong. A password on the command line is overwritten there,
 * so that other users of the machine do not see it for long. */
bool options_read(int argc, char **argv, struct options *out);
/* The settings in force as JSON, passwords masked. */
void options_write(const struct options *o, struct buf *out);
/* A file with a secret: readable by its owner alone, else false with a message. One that is missing is fine. */
bool config_secret_file(const char *path);

#endif
