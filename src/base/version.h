/* version.h - which build this is. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* "1.2.0", and in a build from a repository "1.2.0+git142.1a2b3c4". */
extern const char program_version[];

#endif
