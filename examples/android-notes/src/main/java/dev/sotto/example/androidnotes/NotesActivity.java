package dev.sotto.example.androidnotes;

import android.Manifest;
import android.app.Activity;
import android.os.Build;
import android.os.Bundle;
import android.view.inputmethod.EditorInfo;
import android.widget.ArrayAdapter;
import android.widget.EditText;
import android.widget.LinearLayout;
import android.widget.ListView;
import android.widget.Switch;
import android.widget.TextView;
import dev.sotto.Observation;
import dev.sotto.QueryResult;
import dev.sotto.Sotto;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.Registration;
import dev.sotto.background.status.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list of notes, a field for a new one, a switch for background sync, and a line that says what is so. */
public final class NotesActivity extends Activity {
    private static final int ASK_ONCE = 1;

    /** By number and name, so that this also compiles against earlier classes of Android. */
    private static final int ANDROID_17 = 37;

    private static final String ACCESS_LOCAL_NETWORK = "android.permission.ACCESS_LOCAL_NETWORK";

    private ArrayAdapter<String> notes;
    private TextView status;
    private Runnable unwatch = () -> {};

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        notes = new ArrayAdapter<>(this, android.R.layout.simple_list_item_1, new ArrayList<>());
        status = new TextView(this);

        Switch background = new Switch(this);
        background.setText("Go on syncing in the background");
        background.setChecked(BackgroundSync.shared().isOn());
        background.setOnCheckedChangeListener((button, on) -> turn(on));

        EditText field = new EditText(this);
        field.setHint("A new note");
        field.setSingleLine();
        field.setImeOptions(EditorInfo.IME_ACTION_DONE);
        field.setOnEditorActionListener((view, action, event) -> {
            add(view.getText().toString());
            view.setText("");
            return true;
        });

        ListView list = new ListView(this);
        list.setAdapter(notes);

        LinearLayout page = new LinearLayout(this);
        page.setOrientation(LinearLayout.VERTICAL);
        page.setFitsSystemWindows(true);
        page.addView(background);
        page.addView(status);
        page.addView(field);
        page.addView(list);
        setContentView(page);
    }

    @Override
    protected void onStart() {
        super.onStart();
        // Both are called on the main thread: the database by its config, the status by runOnUiThread.
        Observation observation = sotto().registerObserver("SELECT * FROM notes ORDER BY at DESC", this::show);
        Registration listener = BackgroundSync.shared().addListener(now -> runOnUiThread(() -> show(now)));
        unwatch = () -> {
            observation.close();
            listener.close();
        };
        show(BackgroundSync.shared().status());
    }

    @Override
    protected void onStop() {
        unwatch.run();
        super.onStop();
    }

    private Sotto sotto() {
        return ((NotesApp) getApplication()).sotto();
    }

    private void add(String text) {
        // Not on the main thread: it is over when the disk has it. The observer shows it then.
        sotto().executeAsync(
                        "INSERT INTO notes DOCUMENTS ({'text': :text, 'at': clock('millis')})",
                        Collections.singletonMap("text", text));
    }

    private void show(QueryResult result) {
        notes.clear();
        result.documents().forEach(note -> notes.add(note.getString("text")));
    }

    private void show(Status now) {
        status.setText(now.explanation());
    }

    private void turn(boolean on) {
        if (!on) {
            BackgroundSync.shared().stop();
            return;
        }
        BackgroundSync.shared().start();
        List<String> wanted = new ArrayList<>();
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            wanted.add(Manifest.permission.POST_NOTIFICATIONS); // or the service runs unseen
        }
        if (Build.VERSION.SDK_INT >= ANDROID_17) {
            wanted.add(ACCESS_LOCAL_NETWORK); // or there is no local network
        }
        if (!wanted.isEmpty()) {
            requestPermissions(wanted.toArray(new String[0]), ASK_ONCE);
        }
    }
}
