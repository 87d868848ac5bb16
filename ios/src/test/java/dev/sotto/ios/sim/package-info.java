/** A simulated iPhone behind the ports of the iOS room: time, UIKit, BGTaskScheduler, an audio session. Tests only. */
package dev.sotto.ios.sim;
