/**
 * Keeps an app alive and syncing in the background, and says truthfully when it could not.
 *
 * <p>{@link dev.sotto.background.BackgroundSync} is what an app calls: it carries the intent, answers the fact ({@link
 * dev.sotto.background.status.Status}) and the history ({@link dev.sotto.background.status.Report}), and takes any sync
 * engine through {@link dev.sotto.background.port.SyncControl}. What a platform has to bring is in {@link
 * dev.sotto.background.port} and {@link dev.sotto.background.mechanism}; the pure machine is in {@link
 * dev.sotto.background.machine}, and the loop that runs it is here.
 *
 * <p>Documents, peers and sockets do not belong here: this room does not know what is being synced.
 */
package dev.sotto.background;
