/* The floor of the machine: starts `true` as often as asked, two at once. Arguments: how many in each wave. */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#define AT_ONCE 2

static void start(void) {
  char *const argv[] = {"true", NULL};
  char *const envp[] = {NULL};
  pid_t pid;
  if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, envp) != 0) exit(1);
}

static void end(void) {
  int status;
  if (wait(&status) < 0 || status != 0) exit(2);
}

int main(int argc, char **argv) {
  for (int wave = 1; wave < argc; wave++) {
    int running = 0;
    for (int left = atoi(argv[wave]); left > 0; left--) {
      if (running == AT_ONCE) end(), running--;
      start(), running++;
    }
    for (; running > 0; running--) end();
  }
  return 0;
}
