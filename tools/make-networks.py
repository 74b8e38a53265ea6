#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes networks/*.cfg.

Maintainers run it from the root of the tree after changing a network here:

    python3 tools/make-networks.py

It needs only Python 3 and always writes the same bytes.  The shapes and the
totals in the files' comments are computed here, independently of gpuscape's
own inference, so that the test suite compares two computations.
"""

import os
import sys

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                   "networks")


def pair(x):
    return tuple(x) if isinstance(x, (list, tuple)) else (x, x)


def value(x):
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, str):
        return '"%s"' % x
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(value(v) for v in x) + "]"
    return str(x)


class Network:
    """Layers as they will be written, with shapes and totals beside."""

    def __init__(self, name, title, source, shape, notes=()):
        self.name, self.title, self.source = name, title, source
        self.input, self.notes = shape, notes
        self.rows = []  # (own name, whether it is written, text) or comment
        self.referred = {"input"}  # names that another layer's keys hold
        self.shapes = {"input": shape}
        self.last = "input"
        self.parameters = self.macs = 0
        self.count = {}
        self.pending = None

    def section(self, text):
        """A comment line; it will end in the shape of the section's last
        layer."""
        self._close_section()
        self.pending = len(self.rows)
        self.rows.append(text)

    def _close_section(self):
        if self.pending is not None:
            shape = "x".join(map(str, self.shapes[self.last]))
            self.rows[self.pending] += ", gives " + shape
        self.pending = None

    def add(self, kind, name=None, shape=None, spare=None, **keys):
        """Appends a layer; `input` is left out when it is the layer before.
        A layer without a name gets the spare one when another refers to it.
        Returns the name."""
        self.count[kind] = self.count.get(kind, 0) + 1
        own = name or spare or "%s%d" % (kind.replace("max", "")
                                         .replace("2d", ""),
                                         self.count[kind])
        if keys.get("input") == self.last:
            del keys["input"]
        self.referred.update([keys["input"]] if keys.get("input") else
                             keys.get("inputs", []))
        assert own not in self.shapes, own
        self.shapes[own] = shape
        self.last = own
        fields = [("kind", kind)]
        fields += [(k, v) for k, v in keys.items() if v is not None]
        text = " ".join("%s = %s;" % (k, value(v)) for k, v in fields)
        self.rows.append((own, name is not None, text))
        return own

    def _of(self, name):
        return self.shapes[name or self.last]

    @staticmethod
    def _slide(size, k, s, p, ceil=False):
        if p == "same":
            return -(-size // s)
        if p == "valid":
            p = 0
        span = size + 2 * p - k
        out = span // s + 1
        if ceil and span % s and out * s < size + p:
            out += 1
        return out

    def _window(self, shape, kernel, stride, pad, ceil=False):
        k, s = pair(kernel), pair(stride)
        p = pair(pad) if not isinstance(pad, str) else (pad, pad)
        return (self._slide(shape[1], k[0], s[0], p[0], ceil),
                self._slide(shape[2], k[1], s[1], p[1], ceil))

    def conv(self, out, kernel, stride=1, pad=0, groups=1, bias=True,
             name=None, input=None):
        shape = self._of(input)
        h, w = self._window(shape, kernel, stride, pad)
        k = pair(kernel)
        weights = out * (shape[0] // groups) * k[0] * k[1]
        self.parameters += weights + (out if bias else 0)
        self.macs += weights * h * w
        return self.add("conv2d", name, (out, h, w), input=input,
                        out_channels=out, kernel=kernel,
                        stride=None if stride == 1 else stride,
                        pad=None if pad == 0 else pad,
                        groups=None if groups == 1 else groups,
                        bias=None if bias else False)

    def dense(self, out, name=None):
        shape = self._of(None)
        assert shape[1:] == (1, 1)
        self.parameters += out * shape[0] + out
        self.macs += out * shape[0]
        return self.add("dense", name, (out, 1, 1), out_features=out)

    def pool(self, kind, kernel, stride=None, pad=0, ceil=False, name=None,
             input=None):
        shape = self._of(input)
        h, w = self._window(shape, kernel, stride or kernel, pad, ceil)
        return self.add(kind, name, (shape[0], h, w), input=input,
                        kernel=kernel, stride=stride,
                        pad=None if pad == 0 else pad,
                        ceil=True if ceil else None)

    def maxpool(self, *args, **keys):
        return self.pool("maxpool2d", *args, **keys)

    def avgpool(self, *args, **keys):
        return self.pool("avgpool2d", *args, **keys)

    def same(self, kind, name=None, input=None, **keys):
        return self.add(kind, name, self._of(input), input=input, **keys)

    def relu(self, **keys):
        return self.same("relu", **keys)

    def batchnorm(self, **keys):
        self.parameters += 2 * self._of(keys.get("input"))[0]
        return self.same("batchnorm", **keys)

    def globalpool(self, **keys):
        return self.add("globalpool2d",
                        shape=(self._of(keys.get("input"))[0], 1, 1), **keys)

    def flatten(self):
        c, h, w = self._of(None)
        return self.add("flatten", shape=(c * h * w, 1, 1))

    def sum(self, inputs, name=None):
        assert len({self.shapes[i] for i in inputs}) == 1
        return self.add("add", name, self.shapes[inputs[0]], inputs=inputs)

    def concat(self, inputs, name=None):
        shapes = [self.shapes[i] for i in inputs]
        assert len({s[1:] for s in shapes}) == 1
        shape = (sum(s[0] for s in shapes),) + shapes[0][1:]
        return self.add("concat", name, shape, inputs=inputs)

    def conv_bn(self, out, kernel, stride=1, pad=0, groups=1, name=None,
                input=None, act="relu"):
        """Convolution, batch norm and (act None: no) activation."""
        self.conv(out, kernel, stride, pad, groups, bias=False, name=name,
                  input=input)
        last = self.batchnorm(spare=name + "_norm")
        return self.same(act, spare=name + "_out") if act else last

    def conv_relu(self, out, kernel, pad=0, name=None, input=None):
        self.conv(out, kernel, 1, pad, name=name, input=input)
        return self.relu(spare=name + "_out")

    def write(self):
        self._close_section()
        head = ["# SPDX-License-Identifier: MIT",
                "# %s" % self.title,
                "# %s." % self.source]
        head += ["# %s" % n for n in self.notes]
        head += ["# Totals: {:,} parameters, {:,} multiply-adds an image of "
                 "{}.".format(self.parameters, self.macs,
                              "x".join(map(str, self.input))),
                 "# Written by tools/make-networks.py.",
                 "network:", "{",
                 "  title = %s;" % value(self.title),
                 "  source = %s;" % value(self.source),
                 "  input = %s;" % value(self.input),
                 "  layers = ("]
        n_left = sum(not isinstance(row, str) for row in self.rows)
        body = []
        for row in self.rows:
            if isinstance(row, str):
                body.append("    # " + row)
                continue
            own, written, text = row
            if written or own in self.referred:
                text = "name = %s; %s" % (value(own), text)
            n_left -= 1
            body.append("    { %s }%s" % (text, "," if n_left else ""))
        path = os.path.join(OUT, self.name + ".cfg")
        with open(path, "w", encoding="utf-8", newline="\n") as f:
            f.write("\n".join(head + body + ["  );", "};", ""]))
        print("%-18s %4d layers %12d parameters %9.3f GMAC" %
              (self.name, len(self.shapes) - 1, self.parameters,
               self.macs / 1e9))


def classifier(n, widths, dropout=True, act="relu"):
    """Flatten and dense layers; softmax at the end."""
    n.flatten()
    for width in widths[:-1]:
        if dropout:
            n.same("dropout")
        n.dense(width)
        n.same(act)
    n.dense(widths[-1])
    n.same("softmax")


def pooled_classifier(n, dropout=False, classes=1000):
    n.section("classifier")
    n.globalpool()
    if dropout:
        n.same("dropout")
    n.dense(classes)
    n.same("softmax")


def lenet5():
    n = Network("lenet5", "LeNet-5",
                "LeCun, Bottou, Bengio and Haffner, 1998", (1, 32, 32),
                ["The classic form on 28x28 digits padded to 32x32, with every",
                 "map of the second convolution joined to all of the first and",
                 "a dense layer in place of radial basis functions."])
    n.conv(6, 5, name="c1")
    n.same("tanh")
    n.avgpool(2, name="s2")
    n.conv(16, 5, name="c3")
    n.same("tanh")
    n.avgpool(2, name="s4")
    n.conv(120, 5, name="c5")
    n.same("tanh")
    classifier(n, [84, 10], dropout=False, act="tanh")
    n.write()


def alexnet():
    n = Network("alexnet", "AlexNet, one tower",
                "Krizhevsky, 2014, One weird trick; torchvision's form",
                (3, 224, 224))
    n.conv(64, 11, 4, 2, name="conv1")
    n.relu()
    n.maxpool(3, 2)
    n.conv(192, 5, 1, 2, name="conv2")
    n.relu()
    n.maxpool(3, 2)
    for i, out in enumerate((384, 256, 256)):
        n.conv(out, 3, 1, 1, name="conv%d" % (i + 3))
        n.relu()
    n.maxpool(3, 2)
    classifier(n, [4096, 4096, 1000])
    n.write()


def alexnet_grouped():
    n = Network("alexnet-grouped", "AlexNet, two groups",
                "Krizhevsky, Sutskever and Hinton, 2012", (3, 227, 227),
                ["The original: groups of channels on two GPUs, response",
                 "normalisation, dropout behind the dense layers."])
    n.conv(96, 11, 4, name="conv1")
    n.relu()
    n.same("lrn", size=5)
    n.maxpool(3, 2)
    n.conv(256, 5, 1, 2, groups=2, name="conv2")
    n.relu()
    n.same("lrn", size=5)
    n.maxpool(3, 2)
    n.conv(384, 3, 1, 1, name="conv3")
    n.relu()
    n.conv(384, 3, 1, 1, groups=2, name="conv4")
    n.relu()
    n.conv(256, 3, 1, 1, groups=2, name="conv5")
    n.relu()
    n.maxpool(3, 2)
    n.flatten()
    for i in (6, 7):
        n.dense(4096, name="fc%d" % i)
        n.relu()
        n.same("dropout")
    n.dense(1000, name="fc8")
    n.same("softmax")
    n.write()


def vgg(depth, stages):
    n = Network("vgg%d" % depth, "VGG%d" % depth,
                "Simonyan and Zisserman, 2014; torchvision's form",
                (3, 224, 224))
    for i, (convs, width) in enumerate(stages):
        n.section("block %d" % (i + 1))
        for j in range(convs):
            n.conv(width, 3, 1, 1, name="conv%d_%d" % (i + 1, j + 1))
            n.relu()
        n.maxpool(2)
    n.section("classifier")
    n.flatten()
    for _ in range(2):
        n.dense(4096)
        n.relu()
        n.same("dropout")
    n.dense(1000)
    n.same("softmax")
    n.write()


def resnet(depth, blocks, bottleneck):
    notes = ["Bottlenecks have their stride in the 3x3 convolution."] \
        if bottleneck else []
    n = Network("resnet%d" % depth, "ResNet-%d" % depth,
                "He, Zhang, Ren and Sun, 2015; torchvision's form",
                (3, 224, 224), notes)
    n.section("stem")
    n.conv_bn(64, 7, 2, 3, name="conv1")
    x = n.maxpool(3, 2, 1)
    for s, count in enumerate(blocks):
        width = 64 << s
        out = width * (4 if bottleneck else 1)
        for b in range(count):
            stride = 2 if s > 0 and b == 0 else 1
            base = "s%db%d" % (s + 1, b + 1)
            n.section("stage %d, block %d" % (s + 1, b + 1))
            if bottleneck:
                n.conv_bn(width, 1, name=base + "_conv1")
                n.conv_bn(width, 3, stride, 1, name=base + "_conv2")
                y = n.conv_bn(out, 1, name=base + "_conv3", act=None)
            else:
                n.conv_bn(width, 3, stride, 1, name=base + "_conv1")
                y = n.conv_bn(out, 3, 1, 1, name=base + "_conv2", act=None)
            if stride != 1 or n.shapes[x][0] != out:
                x = n.conv_bn(out, 1, stride, name=base + "_shortcut",
                              input=x, act=None)
            n.sum([y, x], name=base + "_add")
            x = n.relu(spare=base)
    pooled_classifier(n)
    n.write()


def googlenet():
    n = Network("googlenet", "GoogLeNet",
                "Szegedy et al., 2014; torchvision's form", (3, 224, 224),
                ["With batch norm, 3x3 convolutions in the third branch too,",
                 "and no auxiliary classifiers."])
    n.section("stem")
    n.conv_bn(64, 7, 2, 3, name="conv1")
    n.maxpool(3, 2, ceil=True)
    n.conv_bn(64, 1, name="conv2")
    n.conv_bn(192, 3, 1, 1, name="conv3")
    x = n.maxpool(3, 2, ceil=True)
    table = (("3a", 64, 96, 128, 16, 32, 32), ("3b", 128, 128, 192, 32, 96, 64),
             3, ("4a", 192, 96, 208, 16, 48, 64),
             ("4b", 160, 112, 224, 24, 64, 64),
             ("4c", 128, 128, 256, 24, 64, 64),
             ("4d", 112, 144, 288, 32, 64, 64),
             ("4e", 256, 160, 320, 32, 128, 128),
             2, ("5a", 256, 160, 320, 32, 128, 128),
             ("5b", 384, 192, 384, 48, 128, 128))
    for line in table:
        if isinstance(line, int):
            n.section("pool")
            x = n.maxpool(line, 2, ceil=True)
            continue
        tag, c1, r3, c3, r5, c5, cp = line
        n.section("inception " + tag)
        a = n.conv_bn(c1, 1, name=tag + "_1x1", input=x)
        n.conv_bn(r3, 1, name=tag + "_reduce2", input=x)
        b = n.conv_bn(c3, 3, 1, 1, name=tag + "_3x3")
        n.conv_bn(r5, 1, name=tag + "_reduce3", input=x)
        c = n.conv_bn(c5, 3, 1, 1, name=tag + "_3x3b")
        n.maxpool(3, 1, 1, ceil=True, input=x)
        d = n.conv_bn(cp, 1, name=tag + "_pool")
        x = n.concat([a, b, c, d], name=tag)
    pooled_classifier(n, dropout=True)
    n.write()


def chain(n, tag, x, *convs):
    """Convolutions (out, kernel, stride, pad) one behind the other from x,
    named tag1, tag2, ..."""
    for i, (out, kernel, stride, pad) in enumerate(convs):
        x = n.conv_bn(out, kernel, stride, pad, name="%s%d" % (tag, i + 1),
                      input=x)
    return x


def one(out):
    return (out, 1, 1, 0)


def row(out, k):
    return (out, (1, k), 1, (0, k // 2))


def column(out, k):
    return (out, (k, 1), 1, (k // 2, 0))


def inception_v3():
    n = Network("inception-v3", "Inception v3",
                "Szegedy et al., 2015; torchvision's form", (3, 299, 299),
                ["Without the auxiliary classifier."])

    def branch(letter, x, *convs):
        return chain(n, "%s_%s" % (tag, letter), x, *convs)

    def pooled(x, width):
        return branch("d", n.avgpool(3, 1, 1, input=x), one(width))

    n.section("stem")
    x = chain(n, "stem_a", "input", (32, 3, 2, 0), (32, 3, 1, 0),
              (64, 3, 1, 1))
    x = n.maxpool(3, 2)
    x = chain(n, "stem_b", x, one(80), (192, 3, 1, 0))
    x = n.maxpool(3, 2)
    for tag, width in (("A1", 32), ("A2", 64), ("A3", 64)):
        n.section(tag)
        a = branch("a", x, one(64))
        b = branch("b", x, one(48), (64, 5, 1, 2))
        c = branch("c", x, one(64), (96, 3, 1, 1), (96, 3, 1, 1))
        x = n.concat([a, b, c, pooled(x, width)], name=tag)
    tag = "B"
    n.section(tag)
    a = branch("a", x, (384, 3, 2, 0))
    b = branch("b", x, one(64), (96, 3, 1, 1), (96, 3, 2, 0))
    x = n.concat([a, b, n.maxpool(3, 2, input=x)], name=tag)
    for tag, w in (("C1", 128), ("C2", 160), ("C3", 160), ("C4", 192)):
        n.section(tag)
        a = branch("a", x, one(192))
        b = branch("b", x, one(w), row(w, 7), column(192, 7))
        c = branch("c", x, one(w), column(w, 7), row(w, 7), column(w, 7),
                   row(192, 7))
        x = n.concat([a, b, c, pooled(x, 192)], name=tag)
    tag = "D"
    n.section(tag)
    a = branch("a", x, one(192), (320, 3, 2, 0))
    b = branch("b", x, one(192), row(192, 7), column(192, 7), (192, 3, 2, 0))
    x = n.concat([a, b, n.maxpool(3, 2, input=x)], name=tag)
    for tag in ("E1", "E2"):
        n.section(tag)
        a = branch("a", x, one(320))
        b = branch("b", x, one(384))
        b = n.concat([branch("b_row", b, row(384, 3)),
                      branch("b_column", b, column(384, 3))], name=tag + "_b")
        c = branch("c", x, one(448), (384, 3, 1, 1))
        c = n.concat([branch("c_row", c, row(384, 3)),
                      branch("c_column", c, column(384, 3))], name=tag + "_c")
        x = n.concat([a, b, c, pooled(x, 192)], name=tag)
    pooled_classifier(n, dropout=True)
    n.write()


def squeezenet():
    n = Network("squeezenet1-1", "SqueezeNet 1.1",
                "Iandola et al., 2016; torchvision's form", (3, 224, 224))
    n.section("stem")
    n.conv(64, 3, 2, name="conv1")
    n.relu()
    n.maxpool(3, 2, ceil=True)
    fires = ((16, 64), (16, 64), 0, (32, 128), (32, 128), 0, (48, 192),
             (48, 192), (64, 256), (64, 256))
    i = 1
    for fire in fires:
        if fire == 0:
            n.section("pool")
            n.maxpool(3, 2, ceil=True)
            continue
        i += 1
        tag = "fire%d" % i
        n.section(tag)
        x = n.conv_relu(fire[0], 1, name=tag + "_squeeze")
        a = n.conv_relu(fire[1], 1, name=tag + "_expand1")
        b = n.conv_relu(fire[1], 3, 1, name=tag + "_expand3", input=x)
        n.concat([a, b], name=tag)
    n.section("classifier")
    n.same("dropout")
    n.conv(1000, 1, name="conv10")
    n.relu()
    n.globalpool()
    n.same("softmax")
    n.write()


def mobilenet_v2():
    n = Network("mobilenet-v2", "MobileNet v2",
                "Sandler et al., 2018; torchvision's form", (3, 224, 224))
    n.section("stem")
    x = n.conv_bn(32, 3, 2, 1, name="conv1", act="relu6")
    i = 0
    for expand, out, count, first in ((1, 16, 1, 1), (6, 24, 2, 2),
                                      (6, 32, 3, 2), (6, 64, 4, 2),
                                      (6, 96, 3, 1), (6, 160, 3, 2),
                                      (6, 320, 1, 1)):
        for b in range(count):
            i += 1
            tag, stride = "b%d" % i, first if b == 0 else 1
            n.section("block %d" % i)
            width = n.shapes[x][0] * expand
            if expand != 1:
                n.conv_bn(width, 1, name=tag + "_expand", act="relu6")
            n.conv_bn(width, 3, stride, 1, groups=width,
                      name=tag + "_depthwise", act="relu6")
            y = n.conv_bn(out, 1, name=tag + "_project", act=None)
            if stride == 1 and n.shapes[x][0] == out:
                y = n.sum([x, y], name=tag)
            x = y
    n.section("head")
    n.conv_bn(1280, 1, name="head", act="relu6")
    pooled_classifier(n, dropout=True)
    n.write()


def densenet121():
    n = Network("densenet121", "DenseNet-121",
                "Huang, Liu, van der Maaten and Weinberger, 2016; "
                "torchvision's form", (3, 224, 224),
                ["Every layer of a block reads all maps before it."])
    n.section("stem")
    n.conv_bn(64, 7, 2, 3, name="conv1")
    x = n.maxpool(3, 2, 1)
    for s, count in enumerate((6, 12, 24, 16)):
        for b in range(count):
            tag = "d%db%d" % (s + 1, b + 1)
            n.section("block %d, layer %d" % (s + 1, b + 1))
            n.batchnorm(input=x)
            n.relu()
            n.conv_bn(128, 1, name=tag + "_conv1")
            y = n.conv(32, 3, 1, 1, bias=False, name=tag + "_conv2")
            x = n.concat([x, y], name=tag)
        if s < 3:
            n.section("transition %d" % (s + 1))
            n.batchnorm()
            n.relu()
            n.conv(n.shapes[x][0] // 2, 1, bias=False,
                   name="transition%d" % (s + 1))
            x = n.avgpool(2)
    n.section("last norm")
    n.batchnorm()
    n.relu()
    pooled_classifier(n)
    n.write()


def perfnet():
    source = "A test network of PerfNetV2, arXiv 2012.00211"
    n = Network("perfnet-alexnet", "AlexNet of PerfNetV2", source,
                (3, 227, 227))
    n.conv(96, 11, 4, "valid", name="conv1")
    n.relu()
    n.maxpool(3, 2)
    n.conv(256, 5, 1, "same", name="conv2")
    n.relu()
    n.maxpool(3, 2)
    for i, out in enumerate((384, 384, 256)):
        n.conv(out, 3, 1, "same", name="conv%d" % (i + 3))
        n.relu()
    n.maxpool(3, 2)
    classifier(n, [4096, 4096, 1000], dropout=False)
    n.write()

    for name, title, size, widths, dense, note in (
            ("perfnet-lenet", "LeNet of PerfNet", 28, (32, 64), [100, 10],
             "The form whose layers were measured on the GTX 1080 Ti."),
            ("perfnet-lenet-32", "LeNet of PerfNetV2", 32, (6, 16),
             [120, 84, 10], "The form of the authors' final code.")):
        n = Network(name, title, source, (1, size, size), [note])
        for i, out in enumerate(widths):
            n.conv(out, 5, 1, "valid", name="conv%d" % (i + 1))
            n.relu()
            n.maxpool(2)
        classifier(n, dense, dropout=False)
        n.write()


def main():
    os.makedirs(OUT, exist_ok=True)
    lenet5()
    alexnet()
    alexnet_grouped()
    vgg(16, ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)))
    vgg(19, ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)))
    resnet(18, (2, 2, 2, 2), False)
    resnet(34, (3, 4, 6, 3), False)
    resnet(50, (3, 4, 6, 3), True)
    resnet(101, (3, 4, 23, 3), True)
    resnet(152, (3, 8, 36, 3), True)
    googlenet()
    inception_v3()
    squeezenet()
    mobilenet_v2()
    densenet121()
    perfnet()
    return 0


if __name__ == "__main__":
    sys.exit(main())
