/** An Android app that syncs notes, in front and in the background. Nothing of Sotto's own belongs here. */
package dev.sotto.example.androidnotes;
