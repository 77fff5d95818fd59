"""
Tensors on other devices: what can be shown without a GPU.

That memory goes to a device is shown on torch's ``meta`` device, which keeps sizes and no bytes.
"""

from pathlib import Path

import pytest

from playmore_cli.runner.snapshots import devices, rebuilding, tensors
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.state_names import versions

torch = pytest.importorskip("torch")


@pytest.fixture
def four_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of a snapshot that holds one storage."""
    monkeypatch.setattr(rebuilding.Loading, "memory", [memoryview(bytearray(16))], raising=False)


@pytest.mark.usefixtures("four_floats")
def test_a_tensor_comes_back_on_its_device() -> None:
    """
    Storage and tensors over it lie on the device that the stream names, a parameter and its row in one memory.
    """
    form = (torch.float32, 0, (2, 2), (2, 1))
    whole = rebuilding.tensor(0, *form, True, True, None, "meta")
    row = rebuilding.tensor(0, torch.float32, 2, (2,), (1,), False, False, None, "meta")

    assert (whole.device.type, tuple(whole.shape), type(whole)) == ("meta", (2, 2), torch.nn.Parameter)
    assert row.device.type == "meta" and row.storage_offset() == 2
    assert row.untyped_storage()._cdata == whole.untyped_storage()._cdata


@pytest.mark.usefixtures("four_floats")
@pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU is here")
def test_a_device_that_is_not_here_is_refused() -> None:
    """
    A state of a GPU is refused where there is none, and says so; so are its random stream and its generator.
    """
    with pytest.raises(InexactError, match="a stored state is of cuda:0, which is not here"):
        rebuilding.tensor(0, torch.float32, 0, (4,), (1,), False, False, None, "cuda:0")
    with pytest.raises(InexactError, match="cuda:0"):
        devices.put_streams_back([b"state"])
    with pytest.raises(InexactError, match="cuda:1"):
        devices.default_generator(1)


def test_another_kind_of_device_is_not_stored() -> None:
    """
    What no bytes can be had of is not stored, rather than stored wrongly.
    """
    with pytest.raises(InexactError, match="on meta"):
        tensors.reduce_tensor(torch.empty(3, device="meta"), tensors.Memory())


def test_gpus_are_named_without_being_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The key tells the GPUs and which of them may be used; without one it says nothing, and torch is never asked.
    """
    (tmp_path / "0000:01:00.0").mkdir()
    (tmp_path / "0000:01:00.0" / "information").write_text("Model: \t\t NVIDIA H200\nIRQ:   7\n")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")

    assert devices.names(tmp_path) == ["gpu NVIDIA H200", "visible 0"]
    assert devices.names(tmp_path / "none") == []
    assert not torch.cuda.is_initialized()
    monkeypatch.setattr(devices, "names", lambda: ["gpu NVIDIA H200"])
    assert "gpu NVIDIA H200" in versions()
