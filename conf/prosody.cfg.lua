-- frontdesk beside Prosody: the part that Prosody has to know.
--
-- Save it as /etc/prosody/conf.d/frontdesk.cfg.lua (Debian reads all of that directory), or append it to
-- /etc/prosody/prosody.cfg.lua; put in your own domain and secret; then `systemctl restart prosody` (a reload opens no
-- new component).
-- The same domain and secret go into frontdesk.conf:
--
--     component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "change-me" }
--
-- The domain must not be one of the VirtualHosts. A subdomain of one (support.example.com below example.com) is shown
-- by clients that list the services of their server, and needs no entry in DNS as long as only accounts of this server
-- write to it.
--
-- Prosody waits for components on port 5347 of the loopback interface only. To change that, put these lines at the
-- top of /etc/prosody/prosody.cfg.lua, before the first VirtualHost; the connection is not encrypted, so keep it on
-- this machine or in a network you trust:
--
--     component_ports = { 5347 }
--     component_interfaces = { "127.0.0.1" }

Component "support.example.com"
    component_secret = "change-me"
