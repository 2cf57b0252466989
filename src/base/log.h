/* log.h - lines on standard error: time, level, text; JSON lines for requests. Never personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Writes one ready-made line (a JSON object) as it is. */
void log_line(const char *line);

#endif
