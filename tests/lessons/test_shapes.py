"""What `shapes.md` says of types and of broadcasting, where a wrong answer would raise nothing."""

import pytest
import torch

ONES = torch.ones(3)
BYTES = torch.ones(3, dtype=torch.uint8)
WHOLE = torch.ones(3, dtype=torch.int64)


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (WHOLE, ONES, torch.float32),
        (ONES, ONES.double(), torch.float64),
        (ONES, torch.tensor(1.0, dtype=torch.float64), torch.float32),
        (ONES, torch.tensor([1.0], dtype=torch.float64), torch.float64),
        (BYTES, torch.tensor(1), torch.uint8),
        (BYTES, torch.tensor([1]), torch.int64),
        (BYTES, 100, torch.uint8),
        (BYTES, 0.5, torch.float32),
        (WHOLE, torch.tensor(1.0, dtype=torch.float64), torch.float64),
        (BYTES, BYTES.to(torch.int8), torch.int16),
        (ONES.half(), ONES.bfloat16(), torch.float32),
        (BYTES.bool(), BYTES, torch.uint8),
        (torch.tensor(1.0, dtype=torch.float64), torch.tensor(1.0), torch.float64),
    ],
)
def test_the_rules_of_types_tell_the_result(
    one: torch.Tensor, other: torch.Tensor | float, result: torch.dtype
) -> None:
    assert (one + other).dtype is result
    assert (other + one).dtype is result
    assert torch.result_type(one, other) is result


@pytest.mark.parametrize("optimizer", [torch.optim.SGD, torch.optim.Adam])
@pytest.mark.parametrize("broadcast", [True, False])
def test_a_loss_that_broadcasts_teaches_the_mean_of_the_labels(
    optimizer: type[torch.optim.SGD] | type[torch.optim.Adam], broadcast: bool
) -> None:
    torch.manual_seed(0)
    inputs = torch.linspace(-1, 1, 20).reshape(20, 1)
    labels = 3 * inputs.squeeze(1) + 2
    line = torch.nn.Linear(1, 1)
    steps = optimizer(line.parameters(), lr=0.1)
    for _ in range(500):
        predictions = line(inputs) if broadcast else line(inputs).squeeze(1)
        loss = ((predictions - labels) ** 2).mean()
        steps.zero_grad()
        loss.backward()
        steps.step()
    learned = labels.mean() if broadcast else labels
    assert torch.allclose(line(inputs).squeeze(1), learned.expand(20), atol=0.02)
