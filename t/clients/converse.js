// SPDX-License-Identifier: GPL-3.0-or-later
// Converse in Debian's Chromium. One JSON command a line comes in, one JSON answer a line goes out: in_converse.py is the other
// end. Serves Converse from the npm package on loopback; the browser resolves no other name.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const readline = require('readline');
const modules = process.env.FRONTDESK_NODE_MODULES;
const { chromium } = require(path.join(modules, 'playwright-core'));

const TYPES = {
    '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.json': 'application/json',
    '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg',
};
const sleep = ms => new Promise(done => setTimeout(done, ms));
let browser, page, origin, address;
const frames = { received: [], sent: [] };

function serve(request, response) {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const file = name.startsWith('/dist/') ? path.join(modules, 'converse.js', path.normalize(name)) : path.join(__dirname, 'converse.html');
    fs.readFile(file, (error, data) => {
        response.writeHead(error ? 404 : 200, { 'content-type': TYPES[path.extname(file)] || 'application/octet-stream' });
        response.end(data);
    });
}

function record(socket) {
    socket.on('framesent', frame => frames.sent.push(String(frame.payload)));
    socket.on('framereceived', frame => frames.received.push(String(frame.payload)));
}

async function ready() {
    await page.waitForFunction(() => window.inside?.api?.connection?.connected?.(), null, { timeout: 30000 });
    await page.waitForSelector('#controlbox converse-user-profile', { timeout: 20000 });
    await sleep(1000);
}

// The box of the chat that is shown, and a message in it.
const box = () => page.locator('converse-chat .box-flyout:visible').last();
const area = () => box().locator('textarea.chat-textarea');
const message = text => box().locator('converse-chat-message').filter({ hasText: text }).last();

async function act(text, name) {
    const found = message(text);
    await found.scrollIntoViewIfNeeded();
    await found.hover();
    await found.locator('converse-message-actions button').first().click({ timeout: 5000 });
    await found.locator('.chat-msg__action').filter({ hasText: name }).first().click({ timeout: 5000 });
    await sleep(300);
    return found;
}

async function send(text) {
    await area().fill('');
    await area().pressSequentially(text, { delay: 5 });
    await area().press('Enter');
    await sleep(300);
}

const commands = {
    async start({ settings, profile, locale }) {
        const server = http.createServer(serve);
        await new Promise(done => server.listen(0, '127.0.0.1', done));
        origin = `http://127.0.0.1:${server.address().port}/`;
        browser = await chromium.launchPersistentContext(profile, {
            executablePath: '/usr/bin/chromium', headless: true, viewport: { width: 1100, height: 720 }, ignoreHTTPSErrors: true, locale,
            args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
                '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE guest.localhost'],
        });
        page = browser.pages()[0] || await browser.newPage();
        page.on('websocket', record);
        await page.goto(origin + '?settings=' + encodeURIComponent(JSON.stringify(settings)));
        await ready();
    },
    async stop() {
        // The tab is closed as a person closes it, with what the page then says to the server.
        await page.close({ runBeforeUnload: false });
        await browser.close();
    },
    async reload() {
        await page.reload();
        await ready();
    },
    async chat({ to }) {
        if (to === address && await box().count()) return;
        // Opening by its own interface is what a click on the chat in the list does.
        // It can come to nothing while a message opens the same chat.
        for (let tries = 1; ; tries++) {
            await page.evaluate(async jid => { await window.inside.api.chats.open(jid, {}, true); }, to);
            try {
                await area().waitFor({ timeout: 5000 });
                break;
            } catch (error) {
                if (tries === 3) throw error;
            }
        }
        address = to;
        await sleep(400);
    },
    async say({ to, text }) {
        await commands.chat({ to });
        await send(text);
    },
    async compose({ to }) {
        await commands.chat({ to });
        await area().pressSequentially('Let me', { delay: 30 });
    },
    async clear() {
        await area().fill('');
        await area().press('Backspace');
    },
    async accept({ to }) {
        await commands.chat({ to });
        await box().getByText('Approve', { exact: true }).click({ timeout: 10000 });
        await sleep(700);
        // A form asks for a name and a group of the new contact.
        const form = page.locator('.modal.show button[type=submit], .modal.show input[type=submit]').first();
        if (await form.count()) await form.click();
        await sleep(700);
    },
    async correct({ to, old, text }) {
        await commands.chat({ to });
        await act(old, /Edit/);
        await send(text);
    },
    async reply({ to, old, text }) {
        await commands.chat({ to });
        await act(old, /Reply/);
        await send(text);
    },
    async react({ to, old, emoji }) {
        await commands.chat({ to });
        const found = await act(old, /React/);
        await sleep(500);
        const picker = found.locator('.reaction-picker');
        const quick = picker.locator('button.reaction-item').filter({ hasText: emoji });
        if (await quick.count()) {
            await quick.first().click({ timeout: 5000 });
        } else {
            await picker.locator('button.more').click({ timeout: 5000 });
            const name = { '1️⃣': ':one:', '🎉': ':tada:' }[emoji];
            await picker.locator(`li.insert-emoji[data-emoji="${name}"] a`).first().click({ timeout: 8000 });
        }
        await sleep(500);
    },
    async retract({ to, old }) {
        await commands.chat({ to });
        await act(old, /Retract/);
        await page.locator('.modal.show button[type=submit], .modal.show .btn-primary').first().click({ timeout: 5000 });
        await sleep(500);
    },
    async file({ to, path: name }) {
        await commands.chat({ to });
        await box().locator('input.fileupload').setInputFiles(name);
        await sleep(500);
    },
    async text({ to }) {
        await commands.chat({ to });
        return box().locator('converse-chat-message, .chat-info').evaluateAll(all => all.map(m =>
            (m.querySelector('.chat-msg__text, .chat-msg__message') || m).innerText.trim()).join('\n'));
    },
    async title({ to }) {
        await commands.chat({ to });
        return box().locator('.chat-title, .chatbox-title').first().innerText();
    },
    async notifications({ to }) {
        await commands.chat({ to });
        return (await box().locator('.chat-content__notifications').allInnerTexts()).join(' ');
    },
    async pictures({ to }) {
        await commands.chat({ to });
        return box().locator('.chat-msg__message img, .chat-image').count();
    },
    async html({ to, old }) {
        await commands.chat({ to });
        return message(old).evaluate(m => m.outerHTML);
    },
    async list() {
        return (await page.locator('#controlbox, .controlbox').first().innerText());
    },
    async evaluate({ code }) {
        return page.evaluate(code);
    },
    async run({ code }) {
        return new (Object.getPrototypeOf(async () => 0).constructor)('page', 'box', 'act', 'message', 'sleep', 'area', code)(page, box, act, message, sleep, area);
    },
    // The list of commands is in the settings.
    async menu({ to }) {
        await page.locator('.show-client-info').click({ timeout: 5000 });
        const modal = page.locator('.modal.show');
        await modal.getByText('Commands', { exact: true }).click({ timeout: 5000 });
        await modal.locator('converse-adhoc-commands input[name=jid]').fill(to);
        await modal.locator('converse-adhoc-commands input[type=submit]').first().click();
        await modal.locator('[data-command-node]').first().waitFor({ timeout: 5000 });
        const listed = await modal.locator('[data-command-node]').evaluateAll(all => all.map(a => a.dataset.commandNode).join('\n'));
        await modal.locator('button[aria-label=Close]').first().click();
        await sleep(700);
        return listed;
    },
    async command({ to, command }) {
        await page.locator('.show-client-info').click({ timeout: 5000 });
        const modal = page.locator('.modal.show');
        await modal.getByText('Commands', { exact: true }).click({ timeout: 5000 });
        await modal.locator('converse-adhoc-commands input[name=jid]').fill(to);
        await modal.locator('converse-adhoc-commands input[type=submit]').first().click();
        await modal.locator(`[data-command-node=${command}]`).click({ timeout: 5000 });
        await sleep(2000);
        const shown = await modal.innerText();
        await modal.locator('button[aria-label=Close]').first().click();
        await sleep(700);
        return shown;
    },
    async picture({ path: name }) {
        await page.screenshot({ path: name });
    },
    async frames() {
        return frames;
    },
};

readline.createInterface({ input: process.stdin }).on('line', async line => {
    const command = JSON.parse(line);
    let answer;
    try {
        const value = await commands[command.do](command);
        answer = { value: value === undefined ? null : value };
    } catch (error) {
        answer = { error: String(error.stack || error).slice(0, 1200) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
    if (command.do === 'stop') process.exit(0);
});
process.stdin.on('end', () => process.exit(0));
