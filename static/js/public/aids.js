// What helps a reader beyond the page itself: large type, high contrast, reading aloud, copying a text.
// Nothing here is needed to read; where a browser cannot do a thing, it is not offered.
(function () {
  "use strict";
  const root = document.documentElement;

  // ---- large type and high contrast ----

  const keep = (look, on) => {
    try {
      if (on) localStorage.setItem(`look-${look}`, "1");
      else localStorage.removeItem(`look-${look}`);
    } catch {
      // Kept for this page only.
    }
  };
  const show = (button) => {
    button.setAttribute("aria-pressed", String(root.classList.contains(`look-${button.dataset.look}`)));
  };
  const switches = document.querySelectorAll("button[data-look]");
  for (const button of switches) {
    show(button);
    button.addEventListener("click", () => {
      const on = root.classList.toggle(`look-${button.dataset.look}`);
      keep(button.dataset.look, on);
      show(button);
    });
  }
  // Another tab of the site was switched.
  addEventListener("storage", (event) => {
    for (const button of switches) {
      if (event.key === `look-${button.dataset.look}`) {
        root.classList.toggle(`look-${button.dataset.look}`, event.newValue === "1");
        show(button);
      }
    }
  });

  // ---- copying ----

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      source.select();
      let done = false;
      try {
        await navigator.clipboard.writeText(source.value);
        done = true;
      } catch {
        // Not allowed, or not over https: the older way, while the text is selected.
        done = document.execCommand("copy");
      }
      said.textContent = done ? "已复制" : "没能自动复制，文字已选中，请按 Ctrl+C";
    });
  }

  // ---- reading aloud ----

  const speech = document.querySelector(".speech");
  const synthesis = window.speechSynthesis;
  if (!speech || !synthesis || !window.SpeechSynthesisUtterance) return;
  const passages = [
    ...document.querySelectorAll(
      "main h1, main .article .title, main .text p, main .text li, main .text .heading, main .text caption," +
        " main .text th, main .text td, main .text figcaption, main .section-name, main .notice-box p",
    ),
  ].filter((passage) => passage.textContent.trim() && !passage.querySelector("p, li, td"));
  if (!document.querySelector("main .article") || !passages.length) return;

  const [start, pause, stop] = ["start", "pause", "stop"].map((what) =>
    speech.querySelector(`[data-speech=${what}]`),
  );
  const quiet = matchMedia("(prefers-reduced-motion: reduce)");
  let voice = null;
  let at = -1;
  // Cancelling ends the passage being read, which must not begin the next one.
  let turn = 0;

  const offer = () => {
    const voices = synthesis.getVoices();
    voice = voices.find((one) => /^(zh|cmn)/i.test(one.lang)) || null;
    speech.hidden = !voice;
  };
  const mark = (to) => {
    if (passages[at]) passages[at].classList.remove("being-read");
    at = to;
    if (passages[at]) {
      passages[at].classList.add("being-read");
      passages[at].scrollIntoView({ block: "center", behavior: quiet.matches ? "auto" : "smooth" });
    }
  };
  const setPaused = (paused) => {
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "继续" : "暂停";
  };
  const setReading = (reading) => {
    const held = document.activeElement;
    // While it reads, its buttons stay in sight.
    speech.classList.toggle("is-reading", reading);
    start.hidden = reading;
    pause.hidden = stop.hidden = !reading;
    setPaused(false);
    // The button that had the focus is gone; the one in its place has it now.
    if (reading && held === start) pause.focus();
    if (!reading && (held === pause || held === stop)) start.focus();
  };
  const finish = () => {
    turn += 1;
    synthesis.cancel();
    mark(-1);
    setReading(false);
  };
  const read = (to) => {
    if (to >= passages.length) {
      finish();
      return;
    }
    mark(to);
    const own = turn;
    const utterance = new SpeechSynthesisUtterance(passages[to].innerText.trim());
    utterance.lang = voice.lang;
    utterance.voice = voice;
    utterance.addEventListener("end", () => {
      if (own === turn) read(to + 1);
    });
    utterance.addEventListener("error", () => {
      if (own === turn) finish();
    });
    synthesis.speak(utterance);
  };

  start.addEventListener("click", () => {
    turn += 1;
    synthesis.cancel();
    setReading(true);
    // From what is on the screen on.
    const first = passages.findIndex((passage) => passage.getBoundingClientRect().bottom > 80);
    read(Math.max(first, 0));
  });
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    if (paused) synthesis.pause();
    else synthesis.resume();
    setPaused(paused);
  });
  stop.addEventListener("click", finish);
  addEventListener("pagehide", () => synthesis.cancel());
  offer();
  if (synthesis.addEventListener) synthesis.addEventListener("voiceschanged", offer);
})();
