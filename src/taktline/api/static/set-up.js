"use strict";
// Sends the first administrator's name, login and password; says what was refused.
const form = document.getElementById("set-up");
const said = document.getElementById("said");
const other = document.getElementById("other");

other.addEventListener("click", (event) => {
  event.preventDefault();
  const token = encodeURIComponent(form.dataset.token);
  location.replace(`/set-up?language=${other.dataset.language}&token=${token}`);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  if (fields.get("password") !== fields.get("again")) {
    said.textContent = form.dataset.unlike;
    return;
  }
  const body = {
    token: form.dataset.token,
    name: fields.get("name"),
    login: fields.get("login"),
    password: fields.get("password"),
  };
  const headers = { "Content-Type": "application/json", "Accept-Language": form.dataset.language };
  try {
    const answer = await fetch("/api/v1/set-up", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (answer.status === 204) {
      form.hidden = true;
      said.textContent = `${form.dataset.done} `;
      const link = document.createElement("a");
      link.href = "/";
      link.textContent = form.dataset.enter;
      said.append(link);
      return;
    }
    said.textContent = (await answer.json()).title;
  } catch {
    said.textContent = form.dataset.away;
  }
});
