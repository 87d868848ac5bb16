package dev.sotto.background.port;

import java.util.Collections;
import java.util.List;

/** What the system remembers about the ends of earlier runs (Android: ApplicationExitInfo). */
public interface ExitReasons {

    /** For systems that remember nothing. */
    ExitReasons NONE = Collections::emptyList;

    /** Ends since the last run that asked, newest first. Machine's thread, once per install; must not block long. */
    List<ExitRecord> sinceLastRun();
}
