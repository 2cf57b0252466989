/* Runs pg_dump and pg_restore: the address goes by their environment, never by their command line. */
#include "db/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Where the program is: the first folder of PATH that has it, then PostgreSQL's own. */
static const char *
find(struct ctx *cx, const char *name)
{
	const char *path = getenv("PATH");
	for (const char *p = path ? path : ""; *p;) {
		size_t n = strcspn(p, ":");
		const char *file = arena_printf(cx->mem, "%.*s/%s", (int)n, p, name);
		if (n && access(file, X_OK) == 0)
			return file;
		p += n + (p[n] == ':');
	}
	const char *own = arena_printf(cx->mem, PG_TOOLS_DIR "/%s", name);
	return access(own, X_OK) == 0 ? own : NULL;
}

/* Our environment without what it says of PostgreSQL, and the address's parts. */
static const char **
environment(struct ctx *cx, const char *const *ours)
{
	size_t count = 0, n = 0;
	for (char **e = environ; *e; e++)
		count++;
	for (const char *const *e = ours; *e; e++)
		count++;
	const char **env = NEW(cx->mem, const char *, count + 1);
	for (char **e = environ; *e; e++)
		if (strncmp(*e, "PG", 2) != 0)
			env[n++] = *e;
	for (const char *const *e = ours; *e; e++)
		env[n++] = *e;
	return env;
}

enum err
pg_tool(struct ctx *cx, const char *url, const char *const *argv, int in, int out)
{
	const char *const *address, *dbname;
	TRY(db_pg_env(cx, url, &address, &dbname));
	const char *file = find(cx, argv[0]);
	if (!file)
		return fail(cx, ERR_INVALID, "pg_tool.missing",
			    "Không tìm thấy %s trong PATH hoặc " PG_TOOLS_DIR ". Hãy cài gói postgresql-client-15.",
			    "%s is neither in PATH nor in " PG_TOOLS_DIR ". Install the package postgresql-client-15.",
			    argv[0]);
	const char **env = environment(cx, address);
	pid_t child = fork();
	if (child == 0) {
		if ((in < 0 || dup2(in, 0) >= 0) && (out < 0 || dup2(out, 1) >= 0))
			execve(file, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
		_exit(127);
	}
	int status = 0;
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail(cx, ERR_INVALID, "pg_tool.failed", "%s không thành công, xem các dòng trên.",
			    "%s failed, see the lines above.", argv[0]);
	return OK;
}
