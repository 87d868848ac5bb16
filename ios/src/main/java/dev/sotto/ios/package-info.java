/**
 * The platform of iOS, for apps in Java through RoboVM: what an app calls ({@link dev.sotto.ios.SottoIos}), and the clocks,
 * threads and files of an iPhone.
 *
 * <p>Calls to Apple's classes do not belong here: they are in {@code apple} and in {@code audio.AppleAudio}, behind ports,
 * since no Objective-C class loads on the machines where this is tested.
 */
package dev.sotto.ios;
