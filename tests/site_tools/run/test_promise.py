"""When an output keeps its promise."""

import pytest

from site_tools.run.promise import keeps


@pytest.mark.parametrize(
    ("promised", "actual"),
    [
        ("tensor(8.)", "tensor(8.)\n"),
        ("tensor([1, 2])", "tensor([1, 2])   "),
        ("a\n\nb", "a\n\nb"),
        ("tensor([0.4963, 0.7682])", "tensor([0.4963, 0.7683])"),
        ("-1.23457e-05", "-1.23456e-05"),
        ("Epoch 1, loss …", "Epoch 1, loss 2.3026"),
        ("Loss: 0.1234, …", "Loss: 0.1235, accuracy 9"),
        ("first\n…\nlast", "first\n1\n2\nlast"),
        ("first\n…\nlast", "first\nlast"),
        ("…\nRuntimeError: …", "Traceback\nRuntimeError: no"),
    ],
)
def test_these_keep_their_promise(promised: str, actual: str) -> None:
    assert keeps(promised, actual)


@pytest.mark.parametrize(
    ("promised", "actual"),
    [
        ("tensor(8.)", "tensor(9.)"),
        ("tensor(8.)", "tensor(8)"),
        ("tensor(8.)", "tensor( 8.)"),
        ("tensor(2.5000)", "tensor(2.5)"),
        ("tensor(2.5000)", "tensor(2.5001)"),
        ("tensor(0.4963)", "tensor(0.4965)"),
        ("tensor(0.4963)", "tensor(-0.4963)"),
        ("0.496", "0.497"),
        ("1.2345e-05", "1.2345e-04"),
        ("torch.Size([2, 3])", "torch.Size([3, 2])"),
        ("torch.float32", "torch.float64"),
        ("tensor([1, …", "tensor([2, 3])"),
        ("Loss: 0.1234, …", "Loss: 0.1236, accuracy 9"),
        ("a\nb", "a"),
        ("a", "a\nb"),
        ("a\nb", "b\na"),
        ("first\n…\nlast", "first\nlast\nmore"),
        ("tensor([ 0,  1,  2, ..., 11])", "tensor([ 0,  1,  2,  3, 11])"),
    ],
)
def test_these_break_it(promised: str, actual: str) -> None:
    assert not keeps(promised, actual)
