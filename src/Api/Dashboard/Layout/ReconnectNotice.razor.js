// A service that was restarted knows nothing of this page any more: once it answers, the page is opened anew.
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
let waiting = false;

async function reopen() {
    if (waiting) return;
    waiting = true;
    for (; ;) {
        try {
            if ((await fetch("/health/live", { cache: "no-store" })).ok) break;
        } catch {
            // Not there yet.
        }
        await pause(1000);
    }
    location.reload();
}

document.getElementById("components-reconnect-modal").addEventListener("components-reconnect-state-changed", event => {
    if (event.detail.state === "failed" || event.detail.state === "rejected") reopen();
});
