package dev.sotto.checks.ios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What the link gate looks at before it compiles: class files above level 52, and private methods of interfaces. RoboVM
 * compiles the latter, and whether they link depends on how javac calls them: up to release 10 by invokespecial, which
 * links, from 11 on by invokeinterface, which leaves a symbol open. So neither is let in. Lambdas in default methods make
 * private methods, too; those are synthetic, and link.
 */
final class PhoneClassFiles {
    private static final int MAJOR_MAX = 52;

    private PhoneClassFiles() {}

    static List<String> violations(Path classes) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .collect(Collectors.toList());
        }
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            new ClassReader(Files.readAllBytes(file)).accept(scan(found), ClassReader.SKIP_CODE);
        }
        return found;
    }

    private static ClassVisitor scan(List<String> found) {
        return new ClassVisitor(Opcodes.ASM9) {
            private String owner = "";
            private boolean isInterface;

            @Override
            public void visit(
                    int version, int access, String name, String sign, String superName, String[] interfaces) {
                owner = name;
                isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
                if ((version & 0xffff) > MAJOR_MAX) {
                    found.add(owner + ": class file level " + (version & 0xffff) + ", at most " + MAJOR_MAX);
                }
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String type, String sign, String[] thrown) {
                if (isInterface && (access & Opcodes.ACC_PRIVATE) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0) {
                    found.add(owner + "." + name + ": a private method of an interface");
                }
                return null;
            }
        };
    }
}
