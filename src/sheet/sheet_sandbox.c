#include "sheet/sheet_sandbox.h"

#include "sheet/sheet_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The sanitizers reserve terabytes of address space, so a limit on it would stop them at once;
 * and they make everything slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__x86_64__)
#define MY_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MY_ARCH AUDIT_ARCH_AARCH64
#endif

static void
limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
	setrlimit(what, &(struct rlimit){ soft, hard });
}

void
sandbox_limit(void)
{
	rlim_t seconds = SHEET_CPU_SECONDS;
#ifdef SANITIZED
	seconds *= 10;
#else
	limit(RLIMIT_AS, SHEET_MEMORY_MAX, SHEET_MEMORY_MAX);
#endif
	limit(RLIMIT_CPU, seconds, seconds + 1);
	limit(RLIMIT_CORE, 0, 0);
	closefrom(STDERR_FILENO + 1);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

#ifdef MY_ARCH
#define REFUSE (SECCOMP_RET_ERRNO | EACCES)
#define REFUSE_CALL(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1), BPF_STMT(BPF_RET | BPF_K, REFUSE)
/* The low word of an argument: flags and modes have no high word. */
#define LOAD_ARG(i) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(offsetof(struct seccomp_data, args) + 8 * (i)))
#define LOAD_CALL BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))

void
sandbox_close(bool may_open)
{
	unsigned refused_flags = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MY_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		LOAD_CALL,
#ifdef __x86_64__
		/* the x32 calls would be a way around the list */
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		REFUSE_CALL(__NR_open),
		REFUSE_CALL(__NR_creat),
		REFUSE_CALL(__NR_fork),
		REFUSE_CALL(__NR_vfork),
		REFUSE_CALL(__NR_unlink),
		REFUSE_CALL(__NR_rename),
		REFUSE_CALL(__NR_link),
		REFUSE_CALL(__NR_symlink),
		REFUSE_CALL(__NR_chmod),
		REFUSE_CALL(__NR_truncate),
		REFUSE_CALL(__NR_mkdir),
		REFUSE_CALL(__NR_rmdir),
#else
		REFUSE_CALL(__NR_truncate),
#endif
		REFUSE_CALL(__NR_socket),
		REFUSE_CALL(__NR_socketpair),
		REFUSE_CALL(__NR_connect),
		REFUSE_CALL(__NR_execve),
		REFUSE_CALL(__NR_execveat),
		REFUSE_CALL(__NR_clone),
		REFUSE_CALL(__NR_clone3),
		REFUSE_CALL(__NR_ptrace),
		REFUSE_CALL(__NR_process_vm_readv),
		REFUSE_CALL(__NR_process_vm_writev),
		REFUSE_CALL(__NR_kill),
		REFUSE_CALL(__NR_unlinkat),
		REFUSE_CALL(__NR_renameat2),
		REFUSE_CALL(__NR_renameat),
		REFUSE_CALL(__NR_linkat),
		REFUSE_CALL(__NR_symlinkat),
		REFUSE_CALL(__NR_mkdirat),
		REFUSE_CALL(__NR_fchmodat),
		REFUSE_CALL(__NR_openat2),
		REFUSE_CALL(__NR_io_uring_setup),
		REFUSE_CALL(__NR_bpf),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 5),
		BPF_JUMP(BPF_JMP | BPF_JA, may_open ? 0 : 2, 0, 0),
		LOAD_ARG(2),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, refused_flags, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, REFUSE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof rules / sizeof *rules, rules };
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
#else
void
sandbox_close(bool may_open)
{
	(void)may_open;
}
#endif
