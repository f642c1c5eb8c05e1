"""Search comes when the reader turns to it, and then finds the right page, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from site_tools.read import LANGUAGES, Language
from tests.site.conftest import Site
from tests.site.visits import PHONE, load

INDEX = "search/search_index.json"
HOME: dict[Language, str] = {"zh": "", "en": "en/"}

# While the index is on its way, Material says so; then, that one may type.
READY = """() => document.querySelector(".md-search-result__meta").innerText ===
    JSON.parse(document.getElementById("__config").textContent).translations["search.result.placeholder"]"""

# Types a query, all at once, and waits for the list of its results.
ASK = """async (query) => {
  const list = document.querySelector(".md-search-result__list");
  const old = list.appendChild(document.createElement("li"));
  const field = document.querySelector("input[name=query]");
  field.value = query;
  field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  while (old.isConnected) await new Promise((done) => setTimeout(done, 5));
  return [...list.querySelectorAll(".md-search-result__item")].map((item) => item.querySelector("a").href);
}"""

# What a newcomer types or pastes, and the pages that answer it; each of several is an answer. Decided from the pages
# before looking at what search says.
CODE = {
    "zero_grad": "autograd gradient-descent training",
    "optimizer.zero_grad()": "gradient-descent training",
    "loss.backward()": "autograd gradient-descent training",
    "requires_grad": "autograd",
    "requires_grad=True": "autograd",
    "torch.no_grad()": "autograd evaluation",
    "with torch.no_grad():": "autograd evaluation",
    "inference_mode": "autograd evaluation",
    "detach": "autograd",
    "unsqueeze": "shapes",
    "permute": "shapes",
    "view": "shapes",
    "x.reshape(-1, 784)": "shapes tensors",
    "torch.from_numpy": "tensors",
    "dtype": "tensors shapes",
    "argmax": "tensors networks",
    "nn.Linear": "networks",
    "nn.Linear(784, 128)": "networks",
    "nn.Sequential": "networks",
    "nn.ModuleList": "networks",
    "super().__init__()": "networks errors",
    "scaled_dot_product_attention": "transformer",
    "nn.TransformerEncoderLayer": "transformer",
    "nn.Conv2d": "cnn networks",
    "BatchNorm": "networks",
    "model.eval()": "networks evaluation",
    "CrossEntropyLoss": "training",
    "nn.CrossEntropyLoss()": "training",
    "BCEWithLogitsLoss": "training",
    "DataLoader": "data",
    "__getitem__": "data",
    "random_split": "data",
    "num_workers": "data",
    "collate_fn": "data",
    "state_dict": "saving",
    "model.load_state_dict(torch.load(": "saving",
    "torch.load": "saving",
    "map_location": "saving",
    "weights_only": "saving",
    "torch.device": "accelerators",
    "model.to(device)": "accelerators",
    "autocast": "accelerators",
    "GradScaler": "accelerators",
    "lr_scheduler": "schedules",
    "LSTM": "rnn",
    "register_forward_hook": "debugging networks",
}
MESSAGES = {
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x28 and 784x128)": "errors",
    "RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1": "errors",
    "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total capacity)": "errors",
    "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!": (
        "errors"
    ),
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn": "errors",
    "IndexError: Target 10 is out of bounds.": "errors",
    "ValueError: Expected input batch_size (64) to match target batch_size (32).": "errors",
    "RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they "
    "have already been freed).": "errors",
    'RuntimeError: Error(s) in loading state_dict for Net: Missing key(s) in state_dict: "fc1.weight", "fc1.bias".': (
        "errors saving"
    ),
    "AssertionError: Torch not compiled with CUDA enabled": "errors",
    "ModuleNotFoundError: No module named 'torch'": "installation",
    "ERROR: No matching distribution found for torch": "installation",
    "AttributeError: partially initialized module 'torch' has no attribute 'tensor' (most likely due to a circular "
    "import)": "installation",
    "error: externally-managed-environment": "installation",
}
CHINESE = {
    "张量": "tensors",
    "tensor": "tensors",
    "求导": "autograd",
    "自动求导": "autograd",
    "梯度": "autograd gradient-descent",
    "梯度清零": "autograd gradient-descent training",
    "梯度下降": "gradient-descent",
    "反向传播": "autograd training",
    "计算图": "autograd",
    "形状不匹配": "errors shapes",
    "广播": "shapes",
    "转置": "shapes",
    "矩阵乘法": "tensors shapes",
    "切片": "tensors",
    "学习率": "gradient-descent",
    "学习率调度": "schedules",
    "激活函数": "networks",
    "全连接层": "networks",
    "批归一化": "networks",
    "卷积神经网络": "cnn",
    "损失函数": "training",
    "交叉熵": "training networks",
    "优化器": "gradient-descent training",
    "训练循环": "training",
    "小批量": "gradient-descent training",
    "数据集": "data",
    "打乱": "data",
    "过拟合": "evaluation",
    "验证集": "data evaluation",
    "混淆矩阵": "evaluation mnist",
    "早停": "evaluation",
    "准确率": "evaluation",
    "怎么保存模型": "saving",
    "继续训练": "saving",
    "断点续训": "saving",
    "怎么安装": "installation",
    "安装很慢": "installation",
    "虚拟环境": "installation",
    "没有显卡怎么办": "accelerators installation",
    "怎么用GPU": "accelerators",
    "显存不够": "accelerators errors",
    "混合精度": "accelerators",
    "损失是nan": "debugging",
    "损失不下降": "debugging",
    "报错怎么办": "errors how-to",
    "注意力": "transformer",
    "因果掩码": "transformer",
    "迁移学习": "transfer",
    "数据增强": "augmentation",
    "手写数字识别": "mnist",
    "什么是PyTorch": "introduction",
    "速查": "cheatsheet",
    "OSError: [WinError 126] 找不到指定的模块。": "installation",
}
ENGLISH = {
    "tensor": "tensors",
    "gradient": "autograd gradient-descent",
    "gradient descent": "gradient-descent",
    "why do gradients accumulate": "autograd errors gradient-descent training",
    "backpropagation": "autograd glossary",
    "computational graph": "autograd",
    "chain rule": "autograd glossary",
    "broadcasting": "shapes",
    "transpose": "shapes",
    "shape mismatch": "errors shapes",
    "matrix multiplication": "shapes tensors",
    "slicing": "tensors",
    "convert to numpy": "tensors",
    "learning rate": "gradient-descent",
    "learning rate schedule": "schedules",
    "activation function": "networks",
    "fully connected layer": "networks",
    "count parameters": "networks",
    "dropout": "evaluation networks",
    "softmax": "networks training",
    "convolution": "cnn networks",
    "loss function": "training",
    "cross entropy": "training",
    "optimizer": "gradient-descent training",
    "training loop": "training",
    "mini-batch": "gradient-descent training",
    "shuffle": "data",
    "train test split": "data evaluation",
    "standardize": "data",
    "overfitting": "evaluation",
    "early stopping": "evaluation",
    "confusion matrix": "evaluation mnist",
    "save model": "saving",
    "resume training": "saving",
    "checkpoint": "saving",
    "how to install": "installation",
    "install pytorch windows": "installation",
    "virtual environment": "installation",
    "use gpu": "accelerators",
    "mixed precision": "accelerators",
    "out of memory": "accelerators errors",
    "loss is nan": "debugging",
    "loss does not decrease": "debugging",
    "read a traceback": "debugging",
    "attention": "transformer",
    "causal mask": "transformer",
    "transfer learning": "transfer",
    "data augmentation": "augmentation",
    "tensorboard": "tensorboard",
    "handwritten digits": "data mnist",
    "what is pytorch": "introduction",
    "cheat sheet": "cheatsheet",
}
QUERIES: dict[Language, dict[str, str]] = {
    "zh": CODE | MESSAGES | CHINESE,
    "en": CODE | MESSAGES | ENGLISH,
}


def turn_to_search(tab: Page) -> None:
    tab.locator("input[name=query]").click()
    tab.wait_for_function(READY)


def found(tab: Page, query: str) -> list[str]:
    """The addresses of the pages that search lists, best first, once the reader has turned to it."""
    return list(tab.evaluate(ASK, query))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_page_is_among_the_first_three_and_nearly_always_the_first(
    site: Site, tab: Page, language: Language
) -> None:
    home, queries = site.url + HOME[language], QUERIES[language]
    assert len(queries) >= 40
    tab.goto(home)
    turn_to_search(tab)
    missed, later = [], []
    for query, pages in queries.items():
        answers = tuple(f"{home}{page}/" for page in pages.split())
        right = [address.startswith(answers) for address in found(tab, query)[:3]]
        if not any(right):
            missed.append(query)
        elif not right[0]:
            later.append(query)
    assert missed == []
    assert len(later) <= 0.1 * len(queries), later


def fetches(tab: Page) -> list[str]:
    """Every index that the tab asks for from now on."""
    fetched: list[str] = []

    def note(request: Request) -> None:
        if INDEX in request.url:
            fetched.append(request.url)

    tab.on("request", note)
    return fetched


def press(key: str) -> Callable[[Page], None]:
    return lambda tab: tab.keyboard.press(key)


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(lambda tab: tab.locator("input[name=query]").click(), id="field"),
        *(pytest.param(press(key), id=key) for key in "/sf"),
    ],
)
def test_the_index_is_fetched_once_when_the_reader_turns_to_search(
    site: Site, tab: Page, turn: Callable[[Page], None]
) -> None:
    fetched = fetches(tab)
    load(tab, f"{site.url}tensors/")
    tab.wait_for_selector("html.js")  # before Material's script has run, there is no search
    assert fetched == []
    turn(tab)
    expect(tab.locator("input[name=query]")).to_be_focused()
    # Letters that are typed before the index is there count, too.
    tab.keyboard.insert_text("reshape")
    tab.keyboard.press("End")  # Material reads the query when a key is let go
    tab.locator(".md-search-result__item a").first.wait_for()
    tab.keyboard.press("Escape")
    tab.locator("input[name=query]").click()
    assert fetched == [site.url + INDEX]


def test_a_link_to_a_search_answers_it(site: Site, tab: Page) -> None:
    fetched = fetches(tab)
    tab.goto(f"{site.url}tensors/?q=reshape")
    tab.locator(".md-search-result__item a").first.wait_for()
    assert fetched == [site.url + INDEX]


def test_on_a_phone_the_results_can_be_seen(site: Site, tab: Page) -> None:
    tab.set_viewport_size({"width": PHONE, "height": 740})
    tab.goto(site.url)
    tab.locator(".md-header__button[for=__search]").click()
    tab.wait_for_function(READY)
    assert found(tab, "autograd")
    expect(tab.locator(".md-search-result__item a").first).to_be_in_viewport()


def lose(route: Route) -> None:
    route.abort()


def refuse(route: Route) -> None:
    route.fulfill(status=503)


@pytest.mark.parametrize("answer", [lose, refuse])
@pytest.mark.parametrize(
    ("language", "sorry"), [("zh", "搜索没能加载"), ("en", "could not be loaded")]
)
def test_an_index_that_does_not_come_is_said_and_asked_for_again(
    site: Site, tab: Page, language: Language, sorry: str, answer: Callable[[Route], None]
) -> None:
    tab.goto(site.url + HOME[language])
    tab.route(f"**/{INDEX}", answer)
    tab.locator("input[name=query]").click()
    expect(tab.locator(".md-search-result__meta")).to_contain_text(sorry)
    tab.keyboard.type("re")
    expect(tab.locator(".md-search-result__meta")).to_contain_text(sorry)
    tab.unroute(f"**/{INDEX}")
    tab.keyboard.type("shape")
    tab.locator(".md-search-result__item a").first.wait_for()


def test_what_was_asked_for_is_marked_in_the_results_and_in_the_page(site: Site, tab: Page) -> None:
    tab.goto(site.url)
    turn_to_search(tab)
    assert found(tab, "学习率")
    marks = tab.locator(".md-search-result__item").first.locator("mark")
    assert "学习率" in marks.all_inner_texts()
    tab.locator(".md-search-result__item a").first.click()
    expect(tab.locator("article mark").first).to_have_text("学习率")
