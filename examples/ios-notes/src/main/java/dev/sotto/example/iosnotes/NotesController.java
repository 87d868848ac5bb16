package dev.sotto.example.iosnotes;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.Registration;
import org.robovm.apple.coregraphics.CGRect;
import org.robovm.apple.dispatch.DispatchQueue;
import org.robovm.apple.uikit.UIColor;
import org.robovm.apple.uikit.UILabel;
import org.robovm.apple.uikit.UISwitch;
import org.robovm.apple.uikit.UITextView;
import org.robovm.apple.uikit.UITextViewDelegateAdapter;
import org.robovm.apple.uikit.UIView;
import org.robovm.apple.uikit.UIViewController;

/** A text, a switch for background sync (the wish), and a line that says what is true (the fact). */
final class NotesController extends UIViewController {
    private static final double MARGIN = 16;
    private static final double TOP = 60;
    private static final double LINE = 60;

    private final NoteEngine engine;
    private final UITextView text = new UITextView();
    private final UILabel line = new UILabel();
    private Registration listening = Registration.NONE;

    NotesController(NoteEngine engine) {
        this.engine = engine;
    }

    @Override
    public void viewDidLoad() {
        super.viewDidLoad();
        UIView view = getView();
        view.setBackgroundColor(UIColor.white());
        double width = view.getBounds().getWidth() - 2 * MARGIN;
        UISwitch wish = new UISwitch(new CGRect(MARGIN, TOP, LINE, LINE));
        wish.setOn(BackgroundSync.shared().isOn());
        wish.addOnValueChangedListener(control -> {
            if (wish.isOn()) {
                BackgroundSync.shared().start();
            } else {
                BackgroundSync.shared().stop();
            }
        });
        line.setFrame(new CGRect(MARGIN + LINE, TOP, width - LINE, LINE));
        line.setNumberOfLines(3);
        text.setFrame(new CGRect(MARGIN, TOP + LINE, width, view.getBounds().getHeight() / 2 - TOP - LINE));
        text.setText(engine.text());
        text.setDelegate(new UITextViewDelegateAdapter() {
            @Override
            public void didChange(UITextView view) {
                engine.edit(view.getText());
            }
        });
        view.addSubview(wish);
        view.addSubview(line);
        view.addSubview(text);
        engine.onChange(changed -> DispatchQueue.getMainQueue().async(() -> text.setText(changed)));
        listening.close();
        listening = BackgroundSync.shared()
                .addListener(status -> DispatchQueue.getMainQueue().async(() -> line.setText(status.explanation())));
        line.setText(BackgroundSync.shared().status().explanation());
    }
}
