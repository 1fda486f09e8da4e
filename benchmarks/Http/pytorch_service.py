"""A classifier behind HTTP as one would write it in Python: FastAPI, Pillow and PyTorch, a process a core.

MODEL names the model.safetensors of a fashion-cnn. Started by `uvicorn pytorch_service:app --workers 2`.
"""
import io
import json
import os

import torch
from fastapi import FastAPI, Request
from PIL import Image
from torch import nn

torch.set_num_threads(1)


def tensors(path):
    """Reads a safetensors file: length of the header, header, numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        yield name, torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry["shape"])


def network(path):
    layers = []
    for inputs, outputs in ((1, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    module = nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 3 * 3, 128), nn.ReLU(), nn.Linear(128, 10), nn.Softmax(1))
    values = dict(tensors(path))
    names = [f"{layer}.{part}" for layer in (*(f"features.{index}" for index in range(3)), "classifier.0", "classifier.1") for part in ("weight", "bias")]
    with torch.no_grad():
        for name, parameter in zip(names, module.parameters()):
            parameter.copy_(values[name])
    return module.eval()


model = network(os.environ["MODEL"])
app = FastAPI()


@app.get("/ready")
async def ready():
    return {}


@app.post("/classify")
async def classify(request: Request):
    image = Image.open(io.BytesIO(await request.body())).convert("L")
    pixels = torch.tensor(list(image.getdata()), dtype=torch.float32).reshape(1, 1, 28, 28) / 255
    with torch.inference_mode():
        probabilities = model(pixels)[0].tolist()
    return {"predictions": [{"index": index, "probability": value} for index, value in enumerate(probabilities)]}
