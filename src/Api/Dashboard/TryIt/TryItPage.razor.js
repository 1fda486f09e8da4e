// Drawing, dropping, pasting and the camera: what only the browser has. All of it ends as the bytes of one picture.
let over, camera;

export function attach(root, page) {
    over = new AbortController();
    const { signal } = over;
    const when = (target, name, act) => target.addEventListener(name, act, { signal });
    const find = selector => root.querySelector(selector);
    const send = blob => page.invokeMethodAsync("TakeFromBrowserAsync", DotNet.createJSStreamReference(blob));
    const tell = sentence => page.invokeMethodAsync("Tell", sentence);
    const sendFile = file => file?.type.startsWith("image/") ? send(file) : tell("That is not a picture.");
    const canvas = find("canvas"), pen = canvas.getContext("2d"), video = find("video"), shoot = find("[data-do=shoot]");

    const clear = () => { pen.fillStyle = "#000"; pen.fillRect(0, 0, canvas.width, canvas.height); };
    const place = event => [event.offsetX * canvas.width / canvas.clientWidth, event.offsetY * canvas.height / canvas.clientHeight];
    Object.assign(pen, { lineWidth: 22, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
    clear();
    when(canvas, "pointerdown", event => {
        canvas.setPointerCapture(event.pointerId);
        pen.beginPath();
        pen.moveTo(...place(event));
        pen.lineTo(...place(event));
        pen.stroke();
    });
    when(canvas, "pointermove", event => {
        if (event.buttons) {
            pen.lineTo(...place(event));
            pen.stroke();
        }
    });
    when(find("[data-do=clear]"), "click", clear);
    when(find("[data-do=use]"), "click", () => {
        // Of the size of what most models were trained on.
        const small = new OffscreenCanvas(28, 28), brush = small.getContext("2d");
        brush.imageSmoothingQuality = "high";
        brush.drawImage(canvas, 0, 0, 28, 28);
        small.convertToBlob().then(send);
    });

    when(find("#file"), "change", event => event.target.files.length && sendFile(event.target.files[0]));
    when(document, "dragover", event => event.preventDefault());
    when(document, "drop", event => {
        event.preventDefault();
        sendFile(event.dataTransfer.files[0]);
    });
    when(document, "paste", event => {
        const file = [...event.clipboardData.files].find(each => each.type.startsWith("image/"));
        if (file) send(file);
    });

    when(find("[data-do=camera]"), "click", async () => {
        let stream;
        try {
            stream = await navigator.mediaDevices.getUserMedia({ video: true });
        } catch {
            tell("The camera cannot be used: there is none, or the browser does not let this page have it.");
            return;
        }
        // The page may be gone by now, and the button may have been pressed twice: no camera stays on that nobody can switch off.
        close(video, shoot);
        camera = stream;
        if (signal.aborted) return close();
        video.srcObject = camera;
        video.hidden = shoot.hidden = false;
        video.play();
    });
    when(shoot, "click", () => {
        const picture = new OffscreenCanvas(video.videoWidth, video.videoHeight);
        picture.getContext("2d").drawImage(video, 0, 0);
        picture.convertToBlob({ type: "image/png" }).then(send);
        close(video, shoot);
    });
}

function close(video, shoot) {
    camera?.getTracks().forEach(track => track.stop());
    camera = undefined;
    if (video) video.hidden = shoot.hidden = true;
}

// Pictures that the page shows, as addresses of what lies in the browser's memory until it is let go.
let received = [];

export async function receive(stream) {
    const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "image/png" }));
    received.push(address);
    return address;
}

export function keep(shown) {
    received.filter(address => !shown.includes(address)).forEach(address => URL.revokeObjectURL(address));
    received = shown;
}

export function detach() {
    over?.abort();
    keep([]);
    close();
}

export const copy = text => navigator.clipboard.writeText(text);
