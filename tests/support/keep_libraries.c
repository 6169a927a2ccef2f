/// Linked into every program of a sanitizer build: libraries stay loaded until the process ends.
/// A graphics driver that is unloaded with its last window leaves its own allocations without a
/// name, so a leak report can neither say whose they are nor be told to pass over them (lsan.supp).
int dlclose(void *library);

int dlclose(void *library)
{
    (void)library;
    return 0;
}
