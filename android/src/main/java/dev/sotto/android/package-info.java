/**
 * Sotto on Android: {@link dev.sotto.android.SottoAndroid} makes the platform that {@code
 * dev.sotto.background.BackgroundSync} runs on, from Android's clock, the app's activities, the foreground service of
 * {@code service}, the locks, alarms and battery of {@code power}, and what the system forbids, in {@code restriction}.
 *
 * <p>Everything here runs on Android 8 (API 26); calls to later systems are marked {@link dev.sotto.android.SinceApi} and
 * guarded where they are made.
 *
 * <p>What does not belong here: what to do when the service is refused or the battery is low. This room reports and obeys;
 * the machine in {@code dev.sotto.background} decides.
 */
@NullMarked
package dev.sotto.android;

import org.jspecify.annotations.NullMarked;
