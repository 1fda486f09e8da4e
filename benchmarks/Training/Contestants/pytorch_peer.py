"""The three networks in plain PyTorch, as a contestant of the training benchmark.

Reads a line of JSON for each visit, answers images a second on a line; see Lines.cs and Visit.cs. Needs PyTorch 1.10 or
newer and ends with an error where there is none.
"""
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional

IMAGES, CLASSES = 60_000, 10


def convolution(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1)


def encoder():
    layers = []
    for inputs, outputs in ((1, 64), (64, 32), (32, 16)):
        layers += [convolution(inputs, outputs), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True)]
    return layers


def decoder():
    layers = []
    for inputs, outputs, size in ((16, 16, 7), (16, 32, 14), (32, 64, 28)):
        layers += [convolution(inputs, outputs), nn.ReLU(), nn.Upsample(size)]
    return [*layers, convolution(64, 1)]


def fashion_cnn(dropout):
    layers = []
    for inputs, outputs in ((1, 32), (32, 64), (64, 128)):
        layers += [convolution(inputs, outputs), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(dropout)]
    return [*layers, nn.Flatten(), nn.Linear(128 * 3 * 3, 128), nn.ReLU(), nn.Linear(128, CLASSES)]


def create(network, dropout):
    layers = {
        "denoising-autoencoder": lambda: encoder() + decoder(),
        "fashion-cnn": lambda: fashion_cnn(dropout),
        "encoder-classifier": lambda: [*encoder(), nn.Flatten(), nn.Linear(16 * 4 * 4, CLASSES)],
    }[network]()
    return nn.Sequential(*layers)


class Training:
    """A network with its optimizer; `step` trains it on one mini-batch."""

    pixels = torch.rand(IMAGES, 1, 28, 28)
    labels = torch.randint(CLASSES, (IMAGES,))

    def __init__(self, network, hyperparameters):
        self.network, self.hyperparameters = network, hyperparameters
        self.module = create(network, hyperparameters["dropout"])
        rate = hyperparameters["learningRate"]
        if hyperparameters["optimizer"] == "adam":
            self.optimizer = torch.optim.Adam(self.module.parameters(), rate)
        else:
            self.optimizer = torch.optim.AdamW(self.module.parameters(), rate, weight_decay=hyperparameters["weightDecay"])

    def step(self):
        indices = torch.randint(IMAGES, (self.hyperparameters["batchSize"],))
        images = self.pixels[indices]
        self.optimizer.zero_grad()
        denoises = self.network == "denoising-autoencoder"
        loss = self.denoising(images) if denoises else self.classification(images, self.labels[indices])
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def denoising(self, clean):
        draw, density = torch.rand_like(clean), self.hyperparameters["noiseDensity"]
        logits = self.module(clean.masked_fill(draw < density, 0).masked_fill(draw < density / 2, 1))
        if self.hyperparameters["loss"] == "meanSquaredError":
            return functional.mse_loss(torch.sigmoid(logits), clean)
        return functional.binary_cross_entropy_with_logits(logits, clean)

    def classification(self, images, labels):
        if self.hyperparameters["flip"]:
            images = torch.where(torch.rand(len(images), 1, 1, 1) < 0.5, images.flip(3), images)
        return functional.cross_entropy(self.module(images), labels, label_smoothing=self.hyperparameters["labelSmoothing"])


def main():
    # Debian's build takes one thread by itself on some machines.
    torch.set_num_threads(os.cpu_count())
    trainings = {}
    print(f"PyTorch {torch.__version__}", flush=True)
    for line in sys.stdin:
        visit = json.loads(line)
        key = json.dumps([visit["network"], visit["hyperparameters"]])
        if key not in trainings:
            trainings[key] = Training(visit["network"], visit["hyperparameters"])
        started, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - started < visit["seconds"]:
            trainings[key].step()
            steps += 1
        print(steps * visit["hyperparameters"]["batchSize"] / (time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main()
