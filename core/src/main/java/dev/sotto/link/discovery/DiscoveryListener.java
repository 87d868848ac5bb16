package dev.sotto.link.discovery;

import dev.sotto.document.Refusal;

/** What a discovery hears. Called on a thread of the discovery, one call at a time; must return soon and must not throw. */
public interface DiscoveryListener {
    /** An advert is there, or says something else than before. Nothing of it has been checked. */
    void found(Sighting sighting);

    /** An advert was taken back, or nobody repeats it any more. */
    void lost(String instance);

    /** A network cannot be used: DISCOVERY_FAILED. Once until it can. */
    void deaf(Refusal why);
}
