"""What tritonclient's two clients have in common: the same calls and answers over HTTP and over gRPC."""

import numpy as np
from tritonclient.utils import InferenceServerException

from report import expect, expect_any, group
from samples import best_classes, encoded, rotated


class Cases:
    """The cases of one client of the digits model.

    WIRE is tritonclient.http or tritonclient.grpc, and STATUS has the words by which its errors say `unknown`, a model
    that is not there, and `invalid`, a request that cannot be answered.
    """

    def __init__(self, wire: object, client: object, status: dict[str, str], sample: list[float], reference: bool):
        self.wire, self.client, self.status, self.reference = wire, client, status, reference
        self.pictures = [rotated(sample, steps) for steps in range(5)]

    def check_answers(self) -> None:
        with group("health"):
            self.check_health()
        # Without these there is nothing that the other cases could go by.
        self.check_metadata()
        with group("inference"):
            self.check_inference()

    def tensor(self, array: np.ndarray, datatype: str, name: str = "input", **how: bool) -> object:
        tensor = self.wire.InferInput(name, list(array.shape), datatype)
        return tensor.set_data_from_numpy(array, **how)

    def numbers(self, rows: list, datatype: str = "FP32", **how: bool) -> object:
        """Pictures as a tensor of numbers."""
        kind = {"FP32": np.float32, "FP64": np.float64, "UINT8": np.uint8, "INT64": np.int64}[datatype]
        return self.tensor(np.array(rows, dtype=kind), datatype, **how)

    def texts(self, rows: list, **how: bool) -> object:
        """Pictures as a tensor of JSON texts, which is what the model declares."""
        return self.tensor(np.array([encoded(row) for row in rows], dtype=np.object_), "BYTES", **how)

    def infer(self, tensor: object, **more: object) -> object:
        return self.client.infer("digits", [tensor], **more)

    def best(self, result: object, output: str | None = None) -> list[int]:
        return best_classes(result.as_numpy(output or self.output))

    def check_health(self) -> None:
        expect("is_server_live", self.client.is_server_live())
        expect("is_server_ready", self.client.is_server_ready())
        expect("is_model_ready", self.client.is_model_ready("digits"))
        # Over HTTP this client says no, over gRPC it hears of an error.
        try:
            found = self.client.is_model_ready("nobody")
        except InferenceServerException as error:
            found = error.status() != self.status["unknown"]
        expect("is_model_ready of an unknown model", found, False)

    def check_metadata(self) -> None:
        server = self.metadata(self.client.get_server_metadata)
        expect("get_server_metadata: name, version", bool(server.get("name")) and bool(server.get("version")))
        # Binary tensors are an extension of REST: in gRPC they are in the protocol itself.
        if not self.reference and self.wire.__name__.endswith(".http"):
            expect("get_server_metadata: extensions", "binary_tensor_data" in server.get("extensions", []))
        model = self.metadata(self.client.get_model_metadata, "digits")
        expect("get_model_metadata: name", model["name"], "digits")
        expect("get_model_metadata: inputs", [entry["name"] for entry in model["inputs"]], ["input"])
        for entry in model["inputs"] + model["outputs"]:
            expect(
                f"get_model_metadata: {entry['name']} has a datatype and a shape", {"datatype", "shape"} <= set(entry)
            )
        self.output = model["outputs"][0]["name"]
        self.expect_refusal(
            "get_model_metadata of an unknown model", lambda: self.client.get_model_metadata("nobody"), "unknown"
        )

    def metadata(self, call: object, *arguments: str) -> dict:
        """What a call of metadata answers; the one over gRPC has to be asked for JSON."""
        return call(*arguments, **({"as_json": True} if self.wire.__name__.endswith("grpc") else {}))

    def check_inference(self) -> None:
        alone = [self.best(self.infer(self.numbers([picture])))[0] for picture in self.pictures]
        expect("infer: different pictures, different answers", len(set(alone)) > 1)
        for name, tensor in self.forms().items():
            expect(f"infer: {name}, in their order", self.best(self.infer(tensor)), alone)
        whole = self.pictures * 100
        expect("infer: 500 pictures", self.best(self.infer(self.numbers(whole))), alone * 100)

        result = self.infer(self.numbers(self.pictures), request_id="abc-1")
        answer = self.metadata(result.get_response)
        expect("infer: the id comes back", answer.get("id"), "abc-1")
        expect("infer: model_name", answer.get("model_name"), "digits")
        wanted = [self.wire.InferRequestedOutput(self.output)]
        expect(
            "infer: an output by its name", self.best(self.infer(self.numbers(self.pictures), outputs=wanted)), alone
        )

    def forms(self) -> dict[str, object]:
        forms = {"FP32": self.numbers(self.pictures), "BYTES": self.texts(self.pictures)}
        for datatype in ["FP64", "UINT8", "INT64"]:
            forms[datatype] = self.numbers(self.pictures, datatype)
        return forms

    def check_refusals(self) -> None:
        good = self.numbers(self.pictures)
        self.expect_refusal("infer: an unknown model", lambda: self.client.infer("nobody", [good]), "unknown")
        small = self.tensor(np.zeros([1, 3], dtype=np.float32), "FP32")
        self.expect_refusal("infer: a picture of the wrong size", lambda: self.infer(small), "invalid")
        self.expect_refusal("infer: texts that are no JSON", lambda: self.infer(self.garbage()), "invalid")
        longer = self.numbers(self.pictures).set_shape([50, 64])
        self.expect_refusal("infer: a shape of more than there is", lambda: self.infer(longer), "invalid")
        if self.reference:
            return
        another = self.tensor(np.zeros([1, 64], dtype=np.float32), "FP32", name="another")
        self.expect_refusal("infer: an input that the model does not have", lambda: self.infer(another), "invalid")
        self.expect_refusal("infer: the same input twice", lambda: self.client.infer("digits", [good, good]), "invalid")
        nobody = [self.wire.InferRequestedOutput("nobody")]
        self.expect_refusal(
            "infer: an output that the model does not have", lambda: self.infer(good, outputs=nobody), "invalid"
        )
        pixel = self.numbers([[17] * 64])
        self.expect_refusal("infer: a pixel that is too bright", lambda: self.infer(pixel), "invalid")

    def garbage(self) -> object:
        return self.tensor(np.array([b"[1, 2", b"\xff"], dtype=np.object_), "BYTES")

    def expect_refusal(self, what: str, call: object, kind: str) -> None:
        """Says whether CALL is refused, and in which words; kept short, because clients show them to people."""
        try:
            call()
            expect(f"{what} is refused", False)
        except InferenceServerException as error:
            wanted = {self.status[kind]}
            if self.reference and kind == "invalid":
                wanted |= self.status_of_reference
            expect_any(f"{what}: status", str(error.status()), wanted)
            expect(f"{what}: says why", bool(error.message()))

    # kserve's own server hides what is wrong with a request behind errors of its own.
    status_of_reference = {"422", "500", "StatusCode.INTERNAL", "StatusCode.UNKNOWN"}
