/* The baseline of an upload: libclamav alone on the same files, with the daemon's options, and one fsync each.
   usage: bare_scan DATABASE-FOLDER SCRATCH-FOLDER THREADS FILE...   prints files per second */
#include <clamav.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct cl_engine *engine;
static char **files;
static int count;
static const char *scratch;
static atomic_int next_file;
static atomic_int infected;

static void *work(void *unused)
{
    (void)unused;
    struct cl_scan_options options;
    memset(&options, 0, sizeof options);
    options.parse = ~0u;
    options.general = CL_SCAN_GENERAL_HEURISTICS;
    options.heuristic = CL_SCAN_HEURISTIC_EXCEEDS_MAX | CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC;
    for (;;) {
        int index = atomic_fetch_add(&next_file, 1);
        if (index >= count)
            return NULL;
        int in = open(files[index], O_RDONLY);
        off_t length = lseek(in, 0, SEEK_END);
        char *bytes = malloc(length);
        if (in < 0 || pread(in, bytes, length, 0) != length)
            exit(1);
        close(in);
        cl_fmap_t *map = cl_fmap_open_memory(bytes, length);
        const char *name = NULL;
        unsigned long scanned = 0;
        if (cl_scanmap_callback(map, NULL, &name, &scanned, engine, &options, NULL) != CL_CLEAN)
            atomic_fetch_add(&infected, 1);
        cl_fmap_close(map);
        char path[4096];
        snprintf(path, sizeof path, "%s/%d", scratch, index);
        int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (write(out, bytes, length) != length || fsync(out) != 0)
            exit(1);
        close(out);
        free(bytes);
    }
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    scratch = argv[2];
    int threads = atoi(argv[3]);
    files = argv + 4;
    count = argc - 4;
    unsigned int signatures = 0;
    if (cl_init(CL_INIT_DEFAULT) != CL_SUCCESS || !(engine = cl_engine_new()))
        return 1;
    cl_engine_set_num(engine, CL_ENGINE_DISABLE_CACHE, 1);
    cl_engine_set_str(engine, CL_ENGINE_TMPDIR, "/dev/shm");
    if (cl_load(argv[1], engine, &signatures, CL_DB_STDOPT) != CL_SUCCESS || cl_engine_compile(engine) != CL_SUCCESS)
        return 1;
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pthread_t worker[64];
    for (int i = 0; i < threads; i++)
        pthread_create(&worker[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++)
        pthread_join(worker[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (infected)
        return 3;
    printf("%.2f\n", count / ((end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9));
    return 0;
}
