"""How papers speak of what a roadmap of machine learning calls by other names, and which names there tell nothing.

A roadmap of another field does without.
"""

_AMBIGUOUS = """
adam, advanced topics, agent loops, algorithm, answer, area, array, basic, basic introduction, batching, blog, caching,
calculator, calculus, chroma, class, code, complexity, container, cost, data, data set, decoding, deep, dense,
derivation, derivative, design, distribution, dl, efficiency, encoder models, encoding, evaluation, experiment,
first competition, first steps, function, github, graph, graph search, hub, hugging face, huggingface,
large-scale training, leadership, learning, llmops, load tests, loop, math, matrices, matrix, mean, metric, ml, model,
model projects, model services, module, momentum, name, normalization, nucleus, object, object-oriented, ongoing, oop,
optimization, panda, performance tuning, pinecone, plot, precision, prefix, probability, production, project, python,
queue, recall, recursion, regularization, request, research, retrieval, roc, sampling, scaling, searching, self, skill,
sorting, spread, stack, statistic, strategy, supervised, table, temperature, text to text, the idea, top-k, training,
tree, unsupervised, value, variance, vector, virtual env, virtual environments, vision, weaviate, word
"""
AMBIGUOUS = tuple(" ".join(_AMBIGUOUS.split()).split(", "))
"""What papers also use for something else, so that it tells nothing."""

USED = (
    "F1", "F1 score", "AUC", "AUC-ROC", "ROC curve", "evaluation metrics", "precision and recall", "precision/recall",
    "cross-validation", "GPT", "Llama", "T5", "vLLM", "CLIP", "PyTorch", "TensorFlow", "NumPy", "matplotlib",
)  # fmt: skip
"""What most papers that name it only use, so that it tells nothing unless it stands in the title."""

SPOKEN = {
    "LLMs": "LLM, LM, large language model, language model, text generation",
    "Neural Networks": "neural network, neural net, DNN, MLP, multilayer perceptron",
    "CNN": "convolutional, convolutional neural network, convolutional network, ConvNet, ResNet",
    "RNN": "recurrent neural network, GRU",
    "Transformers": "transformer, self-attention, cross-attention, attention mechanism, vision transformer, ViT",
    "RAG": "retrieval-augmented generation, retrieval-augmented",
    "Multi-modal models": "vision-language, vision-language model, VLM, VLMs, MLLM, MLLMs, multimodal large language, "
    "multimodal large language model, multimodal, multi-modal, CLIP, visual question answering",
    "Image classifier": "image classification",
    "Sentiment classifier": "sentiment analysis, sentiment classification",
    "RLHF": "reward model, human feedback, human preference, PPO, verifiable reward",
    "DPO": "preference optimization",
    "GRPO": "relative policy optimization",
    "Fine-tuning": "instruction tuning, SFT, fine-tune, finetune, finetuning, post-training",
    "LoRA": "low-rank adaptation, low-rank adapter",
    "PEFT": "parameter-efficient",
    "Prompt Engineering": "prompting, prompt engineering, in-context learning",
    "chain-of-thought": "CoT",
    "quantization": "quantize, quantized, post-training quantization",
    "Model distillation": "distillation, distilled, knowledge distillation",
    "tokenization": "tokenizer, tokenize, byte pair encoding",
    "Multi-agent": "multi-agent, multi-agent system, agentic, LLM agent, language agent, AI agent",
    "tool calling": "tool use, function calling, tool-use",
    "inference optimization": "KV cache, speculative decoding",
    "Machine Learning": "ML model, machine learning model",
    "Deep Learning": "deep learning model, deep neural network",
    "gradient descent": "SGD",
    "Random Forest": "random forest",
    "SVM": "support vector",
    "Gen-AI Core": "generative AI, GenAI, generative artificial intelligence",
    "Custom chatbot": "chatbot",
}
"""What papers say, after the name under which a roadmap may have it."""

RESTING = {
    "LLMs": "foundation model, instruction following",
    "Neural Networks": "neural, pretrained, pre-trained, autoencoder, VAE, GAN, generative adversarial, diffusion model, "
    "latent diffusion, denoising diffusion, GNN, contrastive learning, self-supervised, representation learning, "
    "backbone, latent space, deep reinforcement, neural operator, NeRF, Gaussian splatting, flow matching, "
    "score matching",
    "CNN": "U-Net, object detection, segmentation, semantic segmentation, pose estimation",
    "Multi-modal models": "text-to-image, text-to-video",
    "RLHF": "reinforcement learning",
    "Machine Learning": "classifier, classification, regression, training data, clustering, kernel method, dataset, "
    "benchmark, trained, training, learned, learning-based, state-of-the-art, inference, embedding",
    "Deep Learning": "deep model, end-to-end training, deep generative",
}
"""What rests on the thing of that name: who reads of it needs that thing, but the paper need not be about it."""
