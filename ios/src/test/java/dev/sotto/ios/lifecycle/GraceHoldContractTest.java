package dev.sotto.ios.lifecycle;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.ios.sim.SimApplication;
import dev.sotto.ios.sim.SimTime;
import dev.sotto.testkit.KeepAliveMechanismContract;

/** The half minute of every app keeps the contract of a keep-alive mechanism. */
class GraceHoldContractTest extends KeepAliveMechanismContract {
    private final SimTime time = new SimTime();
    private final SimApplication application = new SimApplication(time);

    @Override
    protected KeepAliveMechanism mechanism() {
        return new GraceHold(new Assertions(application, time));
    }

    @Override
    protected int holdsSeenBySystem() {
        return application.openTasks();
    }
}
