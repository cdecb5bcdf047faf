# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of t/server/servers.py with what real clients need besides: STARTTLS and https with a certificate of a CA of
their own, WebSocket, uploads, message archives, and on Prosody the privilege to change rosters where mod_privilege is
installed; and a Play, which is one desk beside such a server with one client under test."""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))

import servers
from servers import Desk, Trouble, free_port, wait_until, write_file

UPLOADS = "upload." + servers.DOMAIN
HIBERNATION = 20  # seconds until a server says that a client without a connection is gone; 600 and 300 by default


def replaced(text, changes):
    """The text with each of the pieces replaced, all of which must be there."""
    for old, new in changes.items():
        if old not in text:
            raise Trouble("the configuration does not say %r" % old)
        text = text.replace(old, new, 1)
    return text


def make_certificates(folder):
    """A CA, a certificate for localhost, and bundle.crt: the CAs of this system and ours."""
    os.makedirs(folder, exist_ok=True)

    def openssl(*args):
        subprocess.run(("openssl",) + args, cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *new_key, "-days", "30", "-subj", "/CN=CA of frontdesk's tests", "-keyout", "ca.key", "-out", "ca.crt")
    openssl("req", *new_key, "-subj", "/CN=localhost", "-keyout", "localhost.key", "-out", "localhost.csr")
    write_file(os.path.join(folder, "names"), "subjectAltName=DNS:localhost,DNS:guest.localhost,DNS:%s\n"
               "basicConstraints=CA:FALSE\n" % UPLOADS)
    openssl("x509", "-req", "-in", "localhost.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "names", "-out", "localhost.crt")
    bundle = ""
    for path in ("/etc/ssl/certs/ca-certificates.crt", os.path.join(folder, "ca.crt")):
        if os.path.exists(path):
            with open(path) as f:
                bundle += f.read()
    write_file(os.path.join(folder, "bundle.crt"), bundle, 0o644)


class Prosody(servers.Prosody):
    def __init__(self, *args, **kwargs):
        self.web_port, self.https_port = free_port(), free_port()
        super().__init__(*args, mam=True, privilege=self.grants_rosters, **kwargs)

    @property
    def websocket(self):
        return "ws://127.0.0.1:%d/xmpp-websocket" % self.web_port

    @property
    def grants_rosters(self):
        return not servers.prosody_lacks("mod_privilege")

    def configure(self):
        super().configure()
        certs = self.path("certs")
        make_certificates(certs)
        for name in ("crt", "key"):
            with open(os.path.join(certs, "localhost." + name)) as f:
                write_file(os.path.join(certs, "https." + name), f.read())
        with open(self.path("prosody.cfg.lua")) as f:
            text = f.read()
        write_file(self.path("prosody.cfg.lua"), replaced(text, {
            "http_ports = { }": "http_ports = { %d }" % self.web_port,
            "https_ports = { }": 'https_ports = { %d }\nhttp_interfaces = { "127.0.0.1" }\nhttps_interfaces = { "127.0.0.1" }\n'
                                 'https_certificate = "%s/localhost.crt"\nhttps_key = "%s/localhost.key"\n'
                                 'cross_domain_websocket = true\nhttp_default_host = "%s"\n'
                                 'c2s_direct_tls_ports = { }\ndefault_archive_policy = true\nsmacks_hibernation_time = %d' % (
                                     self.https_port, certs, certs, self.domain, HIBERNATION),
            "modules_enabled = {": 'modules_enabled = { "tls", "websocket",',
            'VirtualHost "%s"\n' % self.domain: 'VirtualHost "%s"\n    ssl = { certificate = "%s/localhost.crt", key = "%s/localhost.key" }\n'
                % (self.domain, certs, certs),
            'VirtualHost "%s"\n' % self.guests: 'VirtualHost "%s"\n    disco_items = { { "%s", "files" } }\n' % (self.guests, UPLOADS),
            "Include ": 'Component "%s" "http_file_share"\n    http_host = "%s"\n    http_external_url = "https://localhost:%d/"\n'
                        '    http_file_share_access = { "%s", "%s" }\n\nInclude ' % (
                            UPLOADS, self.domain, self.https_port, self.domain, self.guests)}))


class Ejabberd(servers.Ejabberd):
    LISTEN = """      /ws: ejabberd_http_ws
  -
    port: %d
    ip: "127.0.0.1"
    module: ejabberd_http
    tls: true
    request_handlers:
      /upload: mod_http_upload
"""
    MODULES = """modules:
  mod_http_upload:
    host: "upload.@HOST@"
    put_url: "https://@HOST@:%d/upload"
    docroot: "%s"
    access: all
    custom_headers:
      Access-Control-Allow-Origin: "*"
      Access-Control-Allow-Methods: "GET, PUT, OPTIONS"
      Access-Control-Allow-Headers: "*"
"""

    def __init__(self, *args, **kwargs):
        self.https_port = free_port()
        super().__init__(*args, mam=True, **kwargs)

    @property
    def websocket(self):
        return "ws://127.0.0.1:%d/ws" % self.http_port

    @property
    def grants_rosters(self):
        return False  # 23.01 only lets rosters be read; see t/README, "What the servers do"

    def configure(self):
        super().configure()
        certs = self.path("conf", "certs")
        make_certificates(certs)
        with open(self.path("conf", "ejabberd.yml")) as f:
            text = f.read()
        write_file(self.path("conf", "ejabberd.yml"), replaced(text, {
            "listen:\n": "certfiles:\n  - %s/localhost.crt\n  - %s/localhost.key\nlisten:\n" % (certs, certs),
            "    module: ejabberd_c2s\n": "    module: ejabberd_c2s\n    starttls: true\n",
            "      /api: mod_http_api\n": "      /api: mod_http_api\n" + self.LISTEN % self.https_port,
            "  mod_stream_mgmt: {}\n": "  mod_stream_mgmt:\n    resume_timeout: %d\n" % HIBERNATION,
            "modules:\n": self.MODULES % (self.https_port, self.path("uploads"))}))


SERVERS = {"prosody": Prosody, "ejabberd": Ejabberd}


def bundle(server):
    return os.path.join(server.path("conf", "certs") if server.name == "ejabberd" else server.path("certs"), "bundle.crt")
