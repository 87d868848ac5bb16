package dev.sotto.example.iosnotes;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** The other side, for a computer: keeps the newest note in memory and tells it to everybody. */
public final class NoteServer implements Closeable {
    private final ServerSocket server;
    private final List<Socket> peers = new ArrayList<Socket>();
    private Note note = new Note(0, "");

    public NoteServer(int port) throws IOException {
        server = new ServerSocket(port);
        Thread thread = new Thread(this::accept, "note-server");
        thread.start();
    }

    public static void main(String[] arguments) throws IOException {
        NoteServer server = new NoteServer(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4041);
        System.out.println("listening on port " + server.port());
    }

    public int port() {
        return server.getLocalPort();
    }

    public synchronized String text() {
        return note.text();
    }

    /** Somebody edits on this side. */
    public synchronized void edit(String text) {
        note = note.edited(text);
        tellAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket peer = server.accept();
                synchronized (this) {
                    peers.add(peer);
                    tell(peer);
                }
                Thread thread = new Thread(() -> serve(peer), "note-peer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket peer) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(peer.getInputStream(), Note.CHARSET));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                received(peer, Note.parse(line));
            }
        } catch (IOException gone) {
            forget(peer);
        }
    }

    private synchronized void received(Socket from, Note theirs) {
        if (theirs.isNewerThan(note)) {
            note = theirs;
            tellAll();
        } else {
            tell(from);
        }
    }

    private synchronized void forget(Socket peer) {
        peers.remove(peer);
    }

    private void tellAll() {
        for (Socket peer : new ArrayList<Socket>(peers)) {
            tell(peer);
        }
    }

    private void tell(Socket peer) {
        try {
            peer.getOutputStream().write(note.line().getBytes(Note.CHARSET));
        } catch (IOException gone) {
            peers.remove(peer);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        for (Socket peer : peers) {
            peer.close();
        }
    }
}
