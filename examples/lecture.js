// What a figure found is data for the page around it.
const line = document.querySelector("#verdict");

document.querySelector("#rates").addEventListener("relu-result", ({ detail }) => {
  const stuck = detail.cells.filter(({ method }) => method === "plain").reduce((sum, { trials, successes }) => sum + trials - successes, 0);
  line.replaceChildren(`Plain SGD got stuck ${stuck} times. Result ${detail.sha256}.`);
});
