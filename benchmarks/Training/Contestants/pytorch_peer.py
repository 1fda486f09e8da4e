"""The networks in plain PyTorch, as a contestant of the training benchmark.

Reads a line of JSON for each visit, answers images a second on a line; see Lines.cs and Visit.cs. Needs PyTorch 1.10 or
newer and ends with an error where there is none.
"""
import json
import math
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional

IMAGES, CLASSES = 60_000, 10
RECTIFIER_GAIN = math.sqrt(2 / (1 - 1 / math.pi))


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


class StandardizedConvolution(nn.Module):
    def __init__(self, inputs, outputs, side=3, stride=1, gain=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, side, side))
        self.gain = nn.Parameter(torch.full((outputs,), gain))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.stride, self.padding = stride, side // 2

    def forward(self, signal):
        centred = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        length = centred.square().sum((1, 2, 3), keepdim=True).rsqrt()
        kernel = centred * (self.gain.view(-1, 1, 1, 1) * RECTIFIER_GAIN * length)
        return functional.conv2d(signal, kernel, self.bias, stride=self.stride, padding=self.padding)


class StandardizedBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        same = inputs == outputs
        self.first = StandardizedConvolution(inputs, outputs, stride=1 if same else 2)
        self.second = StandardizedConvolution(outputs, outputs, gain=0.2)
        self.shortcut = None if same else StandardizedConvolution(inputs, outputs, side=1)

    def forward(self, signal):
        rectified = functional.relu(signal)
        added = self.second(functional.relu(self.first(rectified)))
        return added + (signal if self.shortcut is None else self.shortcut(functional.avg_pool2d(rectified, 2)))


def residual_classifier():
    blocks = [StandardizedBlock(*sizes) for sizes in ((32, 32), (32, 64), (64, 64), (64, 64), (64, 128), (128, 128))]
    return [convolution(1, 32), *blocks, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, CLASSES)]


class ImpulseBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.added = nn.Sequential(convolution(channels, channels), nn.ReLU(), convolution(channels, channels))

    def forward(self, signal):
        return signal + self.added(signal)


class ImpulseUnet(nn.Module):
    squares = ((3, 80), (7, 10), (15, 1), (31, 0.1))
    deviations = 3

    def __init__(self):
        super().__init__()
        self.bands = [torch.ones(28, 28).tril(side // 2).triu(-(side // 2)) / side for side, _ in self.squares]
        self.fine = convolution(3, 32)
        self.wide = nn.Sequential(nn.MaxPool2d(2), convolution(32, 64), ImpulseBlock(64))
        self.deep = nn.Sequential(
            nn.MaxPool2d(2), convolution(64, 96), ImpulseBlock(96), ImpulseBlock(96), convolution(96, 64), nn.Upsample(14))
        self.whole = nn.Sequential(convolution(64, 32), nn.Upsample(28))
        self.answers = nn.Sequential(ImpulseBlock(32), convolution(32, 3))

    def known(self, means, side):
        difference, by_chance = 2 * means[:, 2:3], means[:, 3:].sqrt() * (self.deviations / side)
        white, black = (difference - by_chance).relu(), (-difference - by_chance).relu()
        return means[:, :2] + torch.cat([(white - black) / 2, white + black], 1)

    def forward(self, images):
        centred = images - 0.5
        suspect = centred.abs() > 0.5 - 0.5 / 255
        trusted = (~suspect).float()
        seen = centred * trusted
        maps = torch.cat([seen, trusted, centred - seen, 1 - trusted], 1)
        known = sum(weight * self.known(band @ maps @ band, side) for band, (side, weight) in zip(self.bands, self.squares))
        estimate = known[:, :1] / (known[:, 1:] + 1e-6)
        fine = self.fine(torch.cat([centred, trusted, estimate], 1))
        wide = self.wide(fine)
        kept, turned, added = self.answers(fine + self.whole(wide + self.deep(wide))).split(1, 1)
        return torch.where(suspect, kept * centred + (turned + 1) * estimate + added + 0.5, images)


def create(network, dropout):
    layers = {
        "denoising-autoencoder": lambda: encoder() + decoder(),
        "fashion-cnn": lambda: fashion_cnn(dropout),
        "encoder-classifier": lambda: [*encoder(), nn.Flatten(), nn.Linear(16 * 4 * 4, CLASSES)],
        "residual-classifier": residual_classifier,
        "balanced-impulse-unet": lambda: [ImpulseUnet()],
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
        if self.network == "denoising-autoencoder":
            loss = self.denoising(images)
        elif self.network == "balanced-impulse-unet":
            loss = self.restoration(images)
        else:
            loss = self.classification(images, self.labels[indices])
        loss.backward()
        if self.hyperparameters["clipNorm"] > 0:
            nn.utils.clip_grad_norm_(self.module.parameters(), self.hyperparameters["clipNorm"])
        self.optimizer.step()
        return loss.item()

    def denoising(self, clean):
        draw, density = torch.rand_like(clean), self.hyperparameters["noiseDensity"]
        logits = self.module(clean.masked_fill(draw < density, 0).masked_fill(draw < density / 2, 1))
        if self.hyperparameters["loss"] == "meanSquaredError":
            return functional.mse_loss(torch.sigmoid(logits), clean)
        return functional.binary_cross_entropy_with_logits(logits, clean)

    def restoration(self, clean):
        least, most = self.hyperparameters["noiseDensity"], self.hyperparameters["noiseDensityMax"]
        density = least + (most - least) * torch.rand(len(clean), 1, 1, 1)
        draw = torch.rand_like(clean)
        restored = self.module(clean.masked_fill(draw < density, 0).masked_fill(draw < density / 2, 1))
        return ((restored - clean).square() / (density + 0.05)).mean()

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
