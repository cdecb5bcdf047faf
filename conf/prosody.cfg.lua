-- frontdesk beside Prosody: the configuration for Prosody.
--
-- Save this file as /etc/prosody/conf.d/frontdesk.cfg.lua (on Debian, Prosody reads all files of that directory), or
-- append it to /etc/prosody/prosody.cfg.lua. Replace the domain and the secret by your own. Then run
-- `systemctl restart prosody`; a reload does not add a component.
-- frontdesk.conf needs the same domain and secret:
--
--     component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "change-me" }
--
-- The domain must not be one of the VirtualHosts. Clients that list the services of their server show it if it is a
-- subdomain of one of them (support.example.com below example.com). It needs no entry in DNS if only accounts of this
-- server write to it.
--
-- By default, Prosody accepts components on port 5347 of the loopback interface only. To change this, put these lines
-- at the top of /etc/prosody/prosody.cfg.lua, before the first VirtualHost. The connection is not encrypted, so keep it
-- on this machine or in a network that you trust:
--
--     component_ports = { 5347 }
--     component_interfaces = { "127.0.0.1" }

Component "support.example.com"
    component_secret = "change-me"

-- If the desk shall show agents their chats in their contact lists (frontdesk(8), CONTACT LISTS), install mod_privilege (on
-- Debian: apt install prosody-modules), add this line to the component above,
--
--     modules_enabled = { "privilege" }
--
-- and these to the VirtualHost of the agents' accounts:
--
--     modules_enabled = { "privilege" }   -- or add "privilege" to the list that is there
--     privileged_entities = { ["support.example.com"] = { roster = "both" } }
