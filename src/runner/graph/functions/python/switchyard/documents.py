"""Documents: what is no picture. Each class is a dict of the shape that its type has on the wire; detections are a list."""
from dataclasses import dataclass


@dataclass
class Detection:
    """A box in pixels, from the top left corner of the picture."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""
    confidence: float = 1.0
    #: Red, green, blue and alpha, 0 to 255.
    color: tuple = (255, 0, 0, 255)
    id: int = 0


class Detections(list):
    """A list of `Detection`."""

    io_type = "OBJECT_DETECTION"

    def to_json(self):
        """The document of the wire. Ids that are all 0 become positions."""
        numbered = all(each.id == 0 for each in self)
        return {
            "detections": [
                {
                    "id": i if numbered else each.id,
                    "label": each.label,
                    "confidence": each.confidence,
                    "box": {"x": each.x, "y": each.y, "width": each.width, "height": each.height},
                    "color": dict(zip("rgba", (*each.color, 255)[:4])),
                }
                for i, each in enumerate(self)
            ],
            "referenceImageIndex": 0,
        }

    @classmethod
    def from_json(cls, document):
        """The detections of a document."""
        return cls(
            Detection(
                **{side: each["box"][side] for side in ("x", "y", "width", "height")},
                label=each.get("label", ""),
                confidence=each.get("confidence", 1.0),
                color=tuple(each.get("color", {}).get(part, 255) for part in "rgba"),
                id=each.get("id", i),
            )
            for i, each in enumerate(document.get("detections", ()))
        )


class DataDict(dict):
    """Any object."""

    io_type = "DATA_DICT"


class Json(dict):
    """Any JSON, also what is no object."""

    io_type = "JSON"


class TextFields(dict):
    """Texts found in a picture: `fields`, `referenceImageIndex`."""

    io_type = "TEXT"


class NumericValues(dict):
    """Columns of numbers: `outputType`, `headers`, `valueLabels`, `values`."""

    io_type = "NUMERIC_VALUES"


class BlobValues(dict):
    """Measures of regions: `objects`."""

    io_type = "BLOB_VALUES"


class InstanceSegmentation(dict):
    """Regions with masks: `detections`, `referenceImageIndex`."""

    io_type = "INSTANCE_SEGMENTATION"


class SemanticSegmentation(dict):
    """A mask of classes: `mask`, `classes`, `colors`, `referenceImageIndex`."""

    io_type = "SEMANTIC_SEGMENTATION"


class Keypoints(dict):
    """Points of objects: `objects`, `names`, `links`, `referenceImageIndex`."""

    io_type = "KEYPOINTS"


class InputGraphics(dict):
    """Shapes that were drawn: `layer`, `items`."""

    io_type = "INPUT_GRAPHICS"


class OutputGraphics(dict):
    """Shapes to draw: `layer`, `items`, `imageIndex`."""

    io_type = "OUTPUT_GRAPHICS"


class DnnDataset(dict):
    """A data set for training."""

    io_type = "DNN_DATASET"


class Scene3d(dict):
    """A scene in three dimensions."""

    io_type = "SCENE_3D"
