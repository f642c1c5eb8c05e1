// Reads what somebody pasted, and finds the places of the site that explain it. The field of the errors page and the
// search both ask here; what there is to find, js/known-messages.js tells (site_tools/stage/messages.py makes it).
"use strict";

var messages = (() => {
  // From here on, the likeness of two messages (0 to 1) is an answer.
  const ENOUGH = 0.6;
  // An answer next to a better one is shown only if it is nearly as good.
  const NEARLY = 0.55;
  // The error before the last one counts less, and so on.
  const EARLIER = 0.8;
  // An error that only says that there was another.
  const MESSENGER = 0.5;
  const MESSENGERS = new Set(["ChildFailedError", "ProcessRaisedException", "BackendCompilerFailed", "InternalTorchDynamoError"]);

  const FUNCTION_WORDS = new Set(
    "a an and are as at be been but by can did do does for from had has have if in is it its may more must not of on or should than that the their them then there this to was were when which will with you your".split(" "),
  );

  let places = [];
  let weights = new Map(); // of each feature of the known messages
  let unknown = 1; // the weight of what none of them says
  const builtIn = new Set(["NoneType", "Tensor", "Image", "DataLoader", "DataFrame", "Series"]);

  /** The features of a message: its words, each two that follow each other, what it quotes; no numbers, no paths. */
  function features(text) {
    const found = new Set();
    const quoted = [];
    const plain = text
      .replace(/\bhttps?:\S+|\b0x[0-9a-f]+/gi, " ")
      .replace(/(?<![\w.])(?:[A-Za-z]:|~|\.{1,2})?[\\/]{1,2}[\w.-][^\s"',;:)>\u3000-\uffef\u4e00-\u9fff]*/g, " ")
      // Numbers that name an error.
      .replace(/\b(WinError|Errno|HTTP Error|Error #)\s*(\d+)/gi, (_, what, number) => ` ${what.replace(/\W/g, "")}${number} `)
      .replace(/(?<![\w)\]])(["'])([\w.<>-]+)\1(?![\w(])/g, (_, mark, name) => {
        if (mark === "'" && /[A-Za-z]/.test(name)) quoted.push(name);
        // The names of functions inside PyTorch, such as "softmax_lastdim_kernel_impl", differ from layer to layer.
        if (mark === '"') for (const part of name.split(/_+/)) found.add(`"${part}"`);
        return " ";
      });
    for (const name of quoted) {
      found.add(`'${name}'`);
      if (/^[A-Z]\w*[a-z]/.test(name) && !builtIn.has(name)) found.add("'Class'");
    }
    const words = plain.replace(/[’']/g, "").toLowerCase().match(/\p{Script=Han}+|\b[a-z_]\w*/gu) ?? [];
    const latin = [];
    for (const word of words) {
      if (/^[a-z_]/.test(word)) {
        latin.push(word);
        continue;
      }
      for (let at = 0; at + 1 < word.length; at++) found.add(word.slice(at, at + 2));
    }
    latin.forEach((word, at) => {
      if (word.length === 1) return;
      found.add(word);
      const family = word.match(/^[a-z]+_[a-z]+(?=_)/);
      if (family) found.add(family[0]);
      if (at > 0) found.add(`${latin[at - 1]} ${word}`);
    });
    return found;
  }

  // A name in quotes, or the beginning of one like cublas_status_alloc_failed, tells more than a word.
  const share = (feature) => (feature.startsWith('"') ? 0.1 : FUNCTION_WORDS.has(feature) ? 0.2 : /'|^[a-z]+_[a-z]+$/.test(feature) ? 2 : 1);
  const weightOf = (feature) => weights.get(feature) ?? share(feature) * unknown;
  const weigh = (all) => [...all].reduce((sum, feature) => sum + weightOf(feature), 0);

  /** Takes what js/known-messages.js tells: {place, title, messages, symptoms} each. */
  function learn(known) {
    places = known.map((one) => ({
      ...one,
      known: one.messages.map((message) => {
        const of = features(message.replace(TYPE_FIRST, ""));
        return {
          of,
          type: typeOf(message),
          names: [...of].filter((feature) => feature.startsWith("'")),
          anyName: message.includes("'…'"),
        };
      }),
      concepts: one.symptoms.map(conceptsOf),
    }));
    const count = new Map();
    for (const { known } of places) {
      const said = new Set(known.flatMap(({ of }) => [...of]));
      for (const feature of said) count.set(feature, (count.get(feature) ?? 0) + 1);
    }
    unknown = Math.log(1 + places.length);
    weights = new Map([...count].map(([feature, often]) => [feature, share(feature) * Math.log(1 + places.length / often)]));
    for (const { known } of places) for (const one of known) one.weight = weigh(one.of);
  }

  // ---- Reading what was pasted

  const TYPE = /(?<![\w.])((?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt|Iteration|Failed)(?=: |:?$)|(?:[a-z_]\w*\.)+[A-Z]\w+(?=: ))/m;

  const TYPE_FIRST = /^(?:(?:\w+\.)*\w*(?:Error|Exception|Warning)|(?:[a-z_]\w*\.)+[A-Z]\w+): /;
  const typeOf = (message) => message.match(TYPE)?.[1].split(".").at(-1) ?? "";

  function withoutType(message) {
    const type = message.match(TYPE);
    const said = type && message.slice(type.index + type[0].length).replace(/^:/, "").trim();
    return said || message;
  }

  // What is said below every error of a kind, or below every program.
  const NOISE =
    /CUDA kernel errors might be async.*|For debugging consider passing CUDA_LAUNCH.*|Compile with `TORCH_USE_CUDA_DSA`.*|Process finished with exit code.*|进程已结束.*/g;

  /** The lines of it, without what terminals, notebooks and test tools put before them; one for each error. */
  function lines(pasted) {
    return pasted
      .replace(NOISE, "")
      .replace(/\x1b\[[\d;]*m/g, "")
      // In the box of the search, which has one line, the ends of lines are gone.
      .replace(/(?<=\S) {2,}(?=\S)/g, "\n")
      .replace(/(?<=[^\s\w.'"`(])\s*(?=(?:\w+\.)*\w*(?:Error|Exception|Warning): )/g, "\n")
      .replace(/Traceback \(most recent call last\):?|(?=\s*File "[^"]*", line \d)|(?=={10})/g, "\n")
      .replace(/(?<=[a-z]{3}|\.)(?=[A-Z]{2})|(?<=\.)(?=[A-Z][a-z]+ )|(?<=Error)(?=[A-Z]\w*Error$)/gm, " ")
      .split(/\r\n|\r|\n/)
      .map((line) => line.replace(/^(?:\[rank\d+\]:|E  |\s*[|>])\s?/, "").replace(/\. Did you (?:mean|forget).*/, "").trimEnd())
      .filter((line) => line.trim());
  }

  /** The errors that it names, the last one first, each as the texts to compare: its line, and all that belongs to it. */
  function errors(pasted) {
    const all = lines(pasted);
    const starts = all.flatMap((line, at) => (TYPE.test(line) ? [at] : []));
    return starts.reverse().map((start) => {
      let end = start + 1;
      while (end < all.length && end < start + 14 && !TYPE.test(all[end]) && !/^\s*File "|^During handling|^The above/.test(all[end])) end++;
      const whole = all.slice(start, end).join("\n");
      const said = withoutType(all[start]);
      // Advice and arguments that follow are not always the same.
      const short = [said.split(/(?<=\w\w)\. (?=[A-Z])/)[0], said.split("(")[0]].filter((text) => text.split(" ").length > 3);
      return { texts: new Set([said, ...short, all[start], withoutType(whole)]), type: typeOf(all[start]) };
    });
  }

  // ---- Comparing

  /** How much two messages are alike, from 0 to 1. What the pasted one says beyond the known one tells against it, less so
   *  the more the two share; what it leaves out, for it may be a part, tells less. */
  function likeness(asked, weight, names, known) {
    let shared = 0;
    let free = 0;
    for (const feature of asked) {
      if (known.of.has(feature)) shared += weightOf(feature);
      else if (known.anyName && feature.startsWith("'")) free += weightOf(feature);
    }
    const ofAsked = shared / (weight - free || 1);
    const ofKnown = shared / known.weight;
    const part = ofAsked * (1 - (1 - ofKnown) * (25 / (shared + 25)));
    const whole = ofKnown * (1 - (1 - ofAsked) * (60 / (shared + 60)));
    // Other names in quotes tell against it, as far as there is little else: "No module named 'django'".
    const other = known.names.length && !known.names.some((name) => asked.has(name)) ? weigh(known.names) / known.weight : 0;
    const strange = known.anyName ? [] : names.filter((name) => !known.of.has(name));
    const fit = Math.max(part, whole) * (1 - 1.3 * other) * (1 - (0.5 * weigh(strange)) / weight);
    // Of two that fit as well, the one that says more.
    return shared > 1.5 * unknown ? fit + shared / 10000 : 0;
  }

  /** Of each place, how well it explains one of these texts. */
  function compare({ texts, type }) {
    const found = new Map();
    for (const text of texts) {
      const asked = features(text);
      const weight = weigh(asked);
      const names = [...asked].filter((feature) => feature.startsWith("'") && feature !== "'Class'");
      for (const place of places) {
        for (const known of place.known) {
          const like = likeness(asked, weight, names, known) * (type && known.type && type !== known.type ? 0.85 : 1) * (place.entry ? 1 : 0.9);
          if (like >= ENOUGH && like > (found.get(place) ?? 0)) found.set(place, like);
        }
      }
    }
    return found;
  }

  function add(total, found, worth) {
    for (const [place, like] of found) total.set(place, (total.get(place) ?? 0) + worth * like);
  }

  /** The places that explain what was pasted, best first: {place, title} each; none where the site knows nothing like it. */
  function find(pasted) {
    const total = new Map();
    let worth = 1;
    for (const error of errors(pasted)) {
      const found = compare(error);
      const messenger = MESSENGERS.has(error.type);
      add(total, found, messenger ? MESSENGER : worth);
      if (total.size && !messenger) worth *= EARLIER;
    }
    // What names no error: what somebody says is wrong; else each line by itself, and all of it.
    if (!TYPE.test(pasted)) add(total, symptoms(pasted), 1);
    if (!total.size) {
      const all = lines(pasted);
      for (const text of [all.slice(-14).join("\n"), ...all.slice(-200)]) {
        for (const [place, like] of compare({ texts: [text] })) total.set(place, Math.max(total.get(place) ?? 0, like));
      }
    }
    const sorted = [...total].sort(([, one], [, other]) => other - one);
    return sorted.filter(([, like]) => like > NEARLY * sorted[0][1]).slice(0, 5).map(([place]) => place);
  }

  // ---- Symptoms: what readers say where there is no message

  // What such a sentence is about, and what is wrong with it, in the words of both languages.
  const CONCEPTS = {
    loss: [1, /\bloss(es)?\b|\bcost\b|损失|误差|代价/i],
    accuracy: [1, /\bacc(uracy)?\b|准确率|正确率|准确度|精度|predict|\blabels?\b|(?<!<)\bclass(es)?\b|预测|类别|同一类/i],
    numbers: [1, /\b(outputs?|weights?|gradients?|activations?|parameters?)\b|输出|权重|梯度|参数/i],
    training: [1, /\btraining\b|\btrains?\b|\bepochs?\b|\biterations?\b|\bGPU\b|训练|每轮|每个epoch|GPU/i],
    stuck: [2, /stuck|\bstays?\b|constant|\bsame\b|never|always|plateau|only one|stop(s|ped)? (improv|decreas)|(\bnot|n't|\bno) (\w+ )?(chang|decreas|increas|improv|go|mov|learn|drop|converg|ris|fall)|不变|没变|变化|不动|不降|不下降|没有下降|不上升|不升|不提|上不去|一直|始终|总是|永远|停留|卡|停在|不收敛|同一个|降不下|只有|全是|全部是|都是/i],
    chance: [2, /\b1[01](\.\d+)? ?(%|percent)|\b9\.\d+ ?%|\b0?\.(1\d?|09\d*)\b|random|guess|chance|one class|same (class|label)|瞎猜|随机|乱猜|同一个类/i],
    learning: [4, /(\bnot|n't) learn|不学习|学不到|学不会|学不进|没学到/i],
    nan: [3, /(?<![A-Za-z])nans?(?![A-Za-z])|\binf(inity|inite)?\b|无穷/i],
    slow: [3, /\bslow(er|ly|s)?\b|takes? (longer|forever|hours|ages)|小时|好久|很久|utili[sz]ation|not being used|慢|(利用|占用|使用)率.*(低|0)/i],
    softmax: [3, /\b1\.46\d*/],
    chances: [1, /\b2\.30?\d*|\b0?\.69\d*/],
    mode: [4, /(same|identical) (input|image|picture).*(differ|other)|differ\w* .*same (input|image|picture)|同样的输入|(同一|一样的|相同).*(不同|不一样)/i],
    gap: [4, /train.*(valid|test).*(low|worse|bad|increas|ris|go(es)? up)|(valid|test).*(increas|ris|go(es)? up|worse)|训练.*(验证|测试).*(低|差|不好)|(验证|测试).*(上升|变大|升高|上涨)|过拟合|overfit/i],
    cuda: [4, /^.{0,40}is_available[^]*false|cuda ?不可用|cuda (is |was )?not available/i],
    memory: [4, /(memory|显存|内存).*(grow|leak|increas|full|不足|不够|增加|增长|越来越|上涨|爆|满)|爆显存|out of memory/i],
    hang: [4, /num_workers.*(hang|freez|stuck|卡|不动|死)|(hang|freez|卡).*num_workers/i],
  };

  function conceptsOf(text) {
    return new Set(Object.keys(CONCEPTS).filter((name) => CONCEPTS[name][1].test(text)));
  }

  /** Of each place, how well it explains a description: what both are about, and at least one thing that is wrong. */
  function symptoms(text) {
    const found = new Map();
    if (text.length > 120) return found; // a sentence, not an output
    const asked = conceptsOf(text);
    for (const place of places) {
      for (const known of place.concepts) {
        const shared = [...known].filter((name) => asked.has(name)).map((name) => CONCEPTS[name][0]);
        const sum = shared.reduce((total, one) => total + one, 0);
        // What it is about and what is wrong, or both in one.
        const enough = (shared.length > 1 && sum > 2) || sum > 3;
        if (enough && sum > (found.get(place) ?? 0)) found.set(place, sum);
      }
    }
    return found;
  }

  const ALARM = /\b(?:error|err|failed|fatal|cannot|refused|denied|exception|panic|undefined|unable|fault|not found|no such|does not exist|no rule)\b/i;

  /** Whether it is a message, and not what somebody looks for. */
  const isMessage = (text) => TYPE.test(text) || (ALARM.test(text) && text.split(/\s+/).length > 2 && !/^(?:how|why|what|when|can|怎|为什么|如何)/i.test(text));

  return { learn, find, isMessage, FUNCTION_WORDS };
})();
