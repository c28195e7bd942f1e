"""What a file of algorithms is written with: types for annotations, limits of parameters, and the word that a run ends."""
from .marks import Range, algorithm, stopping
from .documents import (
    BlobValues,
    DataDict,
    Detection,
    Detections,
    DnnDataset,
    InputGraphics,
    InstanceSegmentation,
    Json,
    Keypoints,
    NumericValues,
    OutputGraphics,
    Scene3d,
    SemanticSegmentation,
    TextFields,
)
from .picture import BinaryImage, Image, LabelImage

__all__ = [
    "BinaryImage",
    "BlobValues",
    "DataDict",
    "Detection",
    "Detections",
    "DnnDataset",
    "Image",
    "InputGraphics",
    "InstanceSegmentation",
    "Json",
    "Keypoints",
    "LabelImage",
    "NumericValues",
    "OutputGraphics",
    "Range",
    "Scene3d",
    "SemanticSegmentation",
    "TextFields",
    "algorithm",
    "stopping",
]
