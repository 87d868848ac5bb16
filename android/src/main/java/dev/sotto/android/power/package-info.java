/**
 * What costs battery or depends on it: wake and multicast locks, the alarms that open a short window while the device
 * dozes, and the state of the battery itself.
 *
 * <p>Budgets do not belong here: how long a lock may be held in a day is counted by the machine, which asks for each lease
 * with a maximum.
 */
@NullMarked
package dev.sotto.android.power;

import org.jspecify.annotations.NullMarked;
