package dev.sotto.ios.apple;

import org.robovm.apple.backgroundtasks.BGTaskRequest;
import org.robovm.objc.ObjCRuntime;
import org.robovm.objc.annotation.Method;
import org.robovm.objc.annotation.NativeClass;
import org.robovm.rt.bro.annotation.Library;
import org.robovm.rt.bro.annotation.Pointer;

/** BGContinuedProcessingTaskRequest of iOS 26, which the bindings lack. Loaded only where the system has it. */
@Library("BackgroundTasks")
@NativeClass("BGContinuedProcessingTaskRequest")
final class ContinuedTaskRequest extends BGTaskRequest {

    static {
        ObjCRuntime.bind(ContinuedTaskRequest.class);
    }

    ContinuedTaskRequest(String identifier, String title, String subtitle) {
        super((SkipInit) null);
        initObject(init(identifier, title, subtitle));
    }

    @Method(selector = "initWithIdentifier:title:subtitle:")
    private native @Pointer long init(String identifier, String title, String subtitle);
}
