# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire between desk and server, with somebody at it: a TCP proxy on loopback that can be cut, stalled, slow, or
take bytes and not pass them on.

    with Proxy(server.component_port) as proxy:
        desk = Desk(…, component=(domain, "127.0.0.1:%d" % proxy.port, secret))
        proxy.cut()
"""

import asyncio
import re
import socket
import struct
import threading

CHUNK = 64 * 1024
MESSAGE = re.compile(rb"<message [^>]*\bid=['\"]([^'\"]+)['\"][^>]*>")


class Proxy:
    def __init__(self, target, wrote=None):
        self.target = target
        self.wrote = wrote        # is called with the ids of the messages that the desk writes, before they go on or not
        self.loop = asyncio.new_event_loop()
        self.writers = set()      # both ends of every connection
        self.delay = 0            # seconds that each piece is held, in either direction
        self.refusing = False     # nobody gets through
        self.swallowing = None    # None; else how much of the next piece of each direction is still passed on, 0 to 1
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.listener = self._do(self._listen())
        self.port = self.listener.sockets[0].getsockname()[1]

    def _do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _listen(self):
        self.gate = asyncio.Event()
        self.gate.set()
        return await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def _accept(self, reader, writer):
        try:
            if self.refusing:
                raise OSError
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, far_writer)
        for w in pair:
            # However it is closed, the other side sees a reset and loses what was still on its way, as by a dead wire.
            sock = w.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.writers.add(w)
        await asyncio.gather(self._pump(reader, far_writer, self.wrote), self._pump(far_reader, writer, None))
        for w in pair:
            w.transport.abort()
            self.writers.discard(w)

    async def _pump(self, reader, writer, wrote):
        rest = b""
        passed = False  # the last piece before the swallowing was passed on in part
        try:
            while True:
                data = await reader.read(CHUNK)
                if not data:
                    break
                if wrote:
                    rest += data
                    wrote([id.decode() for id in MESSAGE.findall(rest)])
                    rest = rest[rest.rfind(b"<"):]
                await self.gate.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.swallowing is not None:
                    data = b"" if passed else data[:int(len(data) * self.swallowing)]
                    passed = True
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof() and self.swallowing is None:
                writer.write_eof()  # the other direction goes on: "</stream:stream>" has an answer
        except (OSError, RuntimeError):
            writer.transport.abort()  # ends the other direction too

    async def _cut(self):
        for w in list(self.writers):
            w.transport.abort()
        self.swallowing = None

    def cut(self):
        """Ends every connection in the middle of whatever passes."""
        self._do(self._cut())

    def swallow(self, share):
        """From now on nothing passes, though both sides are told by TCP that it did; the piece that comes next, in each
        direction, loses its end. Until cut()."""
        async def do():
            self.swallowing = share
        self._do(do())

    def stall(self):
        """Nothing passes, nothing is lost, until go_on()."""
        async def do():
            self.gate.clear()
        self._do(do())

    def go_on(self):
        async def do():
            self.gate.set()
            self.delay = 0
        self._do(do())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        async def end():
            self.listener.close()
            await self._cut()
        self._do(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
