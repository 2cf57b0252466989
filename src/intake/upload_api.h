/* upload_api.h - what routes that take a list as a file have in common. */
#ifndef INTAKE_UPLOAD_API_H
#define INTAKE_UPLOAD_API_H

#include "http/request.h"

/* What the sender calls the file, clean; "danh-sach" where there is no name. */
const char *upload_name(struct request *rq);
/* For .compute: the file is on disk and not empty. ERR_INVALID import.no_file. */
enum err upload_sync(struct request *rq) MUST_CHECK;
/* Keeps the file beyond the request, under data/jobs, named by the request's id; *path is where. */
enum err upload_keep(struct request *rq, const char **path) MUST_CHECK;

#endif
