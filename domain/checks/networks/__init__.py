"""Checks of networks, their losses and the shapes between them."""

from ..check import Check
from .accuracy_broadcast import CHECK as ACCURACY_BROADCAST
from .activation_twice import CHECK as ACTIVATION_TWICE
from .argmax_axis import CHECK as ARGMAX_AXIS
from .argmax_over_one_output import CHECK as ARGMAX_OVER_ONE_OUTPUT
from .attention_axis import CHECK as ATTENTION_AXIS
from .attention_mask_missing import CHECK as ATTENTION_MASK_MISSING
from .attention_unscaled import CHECK as ATTENTION_UNSCALED
from .batch_norm_momentum import CHECK as BATCH_NORM_MOMENTUM
from .bce_loss_without_sigmoid import CHECK as BCE_LOSS_WITHOUT_SIGMOID
from .bidirectional_width import CHECK as BIDIRECTIONAL_WIDTH
from .buffer_missing import CHECK as BUFFER_MISSING
from .causal_mask_missing import CHECK as CAUSAL_MASK_MISSING
from .causal_mask_wrong import CHECK as CAUSAL_MASK_WRONG
from .conv_into_linear import CHECK as CONV_INTO_LINEAR
from .cross_entropy_one_output import CHECK as CROSS_ENTROPY_ONE_OUTPUT
from .distribution_of_probabilities import CHECK as DISTRIBUTION_OF_PROBABILITIES
from .dropout_drops_all import CHECK as DROPOUT_DROPS_ALL
from .dropout_on_output import CHECK as DROPOUT_ON_OUTPUT
from .embedding_too_small import CHECK as EMBEDDING_TOO_SMALL
from .everything_frozen import CHECK as EVERYTHING_FROZEN
from .forward_called import CHECK as FORWARD_CALLED
from .forward_without_return import CHECK as FORWARD_WITHOUT_RETURN
from .heads_by_view import CHECK as HEADS_BY_VIEW
from .heads_merged_by_view import CHECK as HEADS_MERGED_BY_VIEW
from .in_place_on_leaf import CHECK as IN_PLACE_ON_LEAF
from .integer_requires_grad import CHECK as INTEGER_REQUIRES_GRAD
from .keras_accuracy_of_numbers import CHECK as KERAS_ACCURACY_OF_NUMBERS
from .keras_dense_into_dense import CHECK as KERAS_DENSE_INTO_DENSE
from .keras_label_encoding import CHECK as KERAS_LABEL_ENCODING
from .keras_layer_order import CHECK as KERAS_LAYER_ORDER
from .keras_output_loss import CHECK as KERAS_OUTPUT_LOSS
from .keras_softmax_over_one import CHECK as KERAS_SOFTMAX_OVER_ONE
from .kl_div_mean import CHECK as KL_DIV_MEAN
from .kl_div_of_probabilities import CHECK as KL_DIV_OF_PROBABILITIES
from .kl_sign import CHECK as KL_SIGN
from .label_type import CHECK as LABEL_TYPE
from .labels_not_shifted import CHECK as LABELS_NOT_SHIFTED
from .labels_same_slice import CHECK as LABELS_SAME_SLICE
from .latent_noise import CHECK as LATENT_NOISE
from .layer_class_on_tensor import CHECK as LAYER_CLASS_ON_TENSOR
from .layer_dimensions import CHECK as LAYER_DIMENSIONS
from .layer_made_in_forward import CHECK as LAYER_MADE_IN_FORWARD
from .layer_repeated import CHECK as LAYER_REPEATED
from .layer_result_overwritten import CHECK as LAYER_RESULT_OVERWRITTEN
from .layer_width_mismatch import CHECK as LAYER_WIDTH_MISMATCH
from .layers_in_python_list import CHECK as LAYERS_IN_PYTHON_LIST
from .likelihood_sign import CHECK as LIKELIHOOD_SIGN
from .linear_into_linear import CHECK as LINEAR_INTO_LINEAR
from .log_of_softmax import CHECK as LOG_OF_SOFTMAX
from .log_of_zero import CHECK as LOG_OF_ZERO
from .log_softmax_before_cross_entropy import CHECK as LOG_SOFTMAX_BEFORE_CROSS_ENTROPY
from .loss_arguments_swapped import CHECK as LOSS_ARGUMENTS_SWAPPED
from .loss_broadcast import CHECK as LOSS_BROADCAST
from .loss_class_on_tensors import CHECK as LOSS_CLASS_ON_TENSORS
from .mask_after_softmax import CHECK as MASK_AFTER_SOFTMAX
from .mask_too_weak import CHECK as MASK_TOO_WEAK
from .mask_unused import CHECK as MASK_UNUSED
from .module_method_misspelled import CHECK as MODULE_METHOD_MISSPELLED
from .nll_loss_without_log_softmax import CHECK as NLL_LOSS_WITHOUT_LOG_SOFTMAX
from .normalised_over_batch import CHECK as NORMALISED_OVER_BATCH
from .padded_targets import CHECK as PADDED_TARGETS
from .padding_averaged import CHECK as PADDING_AVERAGED
from .padding_mask_inverted import CHECK as PADDING_MASK_INVERTED
from .pairs_with_themselves import CHECK as PAIRS_WITH_THEMSELVES
from .penalty_sign import CHECK as PENALTY_SIGN
from .plain_tensor_parameter import CHECK as PLAIN_TENSOR_PARAMETER
from .policy_gradient_sign import CHECK as POLICY_GRADIENT_SIGN
from .recurrent_axis import CHECK as RECURRENT_AXIS
from .residual_lost import CHECK as RESIDUAL_LOST
from .result_thrown_away import CHECK as RESULT_THROWN_AWAY
from .same_initial_weights import CHECK as SAME_INITIAL_WEIGHTS
from .sigmoid_before_bce_with_logits import CHECK as SIGMOID_BEFORE_BCE_WITH_LOGITS
from .softmax_before_cross_entropy import CHECK as SOFTMAX_BEFORE_CROSS_ENTROPY
from .softmax_over_batch import CHECK as SOFTMAX_OVER_BATCH
from .softmax_over_one import CHECK as SOFTMAX_OVER_ONE
from .softmax_without_dim import CHECK as SOFTMAX_WITHOUT_DIM
from .squashed_logits import CHECK as SQUASHED_LOGITS
from .squashed_regression import CHECK as SQUASHED_REGRESSION
from .squeeze_before_layer import CHECK as SQUEEZE_BEFORE_LAYER
from .state_by_view import CHECK as STATE_BY_VIEW
from .super_init_missing import CHECK as SUPER_INIT_MISSING
from .temperature_misused import CHECK as TEMPERATURE_MISUSED
from .threshold_on_logits import CHECK as THRESHOLD_ON_LOGITS
from .training_step_without_return import CHECK as TRAINING_STEP_WITHOUT_RETURN
from .unused_layer import CHECK as UNUSED_LAYER
from .view_for_transpose import CHECK as VIEW_FOR_TRANSPOSE
from .whole_number_targets import CHECK as WHOLE_NUMBER_TARGETS
from .wrong_loss_for_classes import CHECK as WRONG_LOSS_FOR_CLASSES
from .zero_times_zero import CHECK as ZERO_TIMES_ZERO

CHECKS: tuple[Check, ...] = (
    SOFTMAX_BEFORE_CROSS_ENTROPY,
    LOG_SOFTMAX_BEFORE_CROSS_ENTROPY,
    SIGMOID_BEFORE_BCE_WITH_LOGITS,
    SQUASHED_LOGITS,
    NLL_LOSS_WITHOUT_LOG_SOFTMAX,
    BCE_LOSS_WITHOUT_SIGMOID,
    KL_DIV_OF_PROBABILITIES,
    LOG_OF_SOFTMAX,
    LAYERS_IN_PYTHON_LIST,
    LAYER_REPEATED,
    PLAIN_TENSOR_PARAMETER,
    SUPER_INIT_MISSING,
    LAYER_MADE_IN_FORWARD,
    UNUSED_LAYER,
    FORWARD_CALLED,
    FORWARD_WITHOUT_RETURN,
    MODULE_METHOD_MISSPELLED,
    LAYER_CLASS_ON_TENSOR,
    LOSS_CLASS_ON_TENSORS,
    RESULT_THROWN_AWAY,
    LAYER_RESULT_OVERWRITTEN,
    LAYER_WIDTH_MISMATCH,
    LINEAR_INTO_LINEAR,
    CONV_INTO_LINEAR,
    LAYER_DIMENSIONS,
    DROPOUT_ON_OUTPUT,
    DROPOUT_DROPS_ALL,
    SOFTMAX_WITHOUT_DIM,
    SOFTMAX_OVER_BATCH,
    SOFTMAX_OVER_ONE,
    CROSS_ENTROPY_ONE_OUTPUT,
    ARGMAX_OVER_ONE_OUTPUT,
    ACTIVATION_TWICE,
    THRESHOLD_ON_LOGITS,
    ARGMAX_AXIS,
    LOSS_ARGUMENTS_SWAPPED,
    WRONG_LOSS_FOR_CLASSES,
    LABEL_TYPE,
    LOSS_BROADCAST,
    ACCURACY_BROADCAST,
    VIEW_FOR_TRANSPOSE,
    HEADS_BY_VIEW,
    SQUEEZE_BEFORE_LAYER,
    INTEGER_REQUIRES_GRAD,
    IN_PLACE_ON_LEAF,
    EVERYTHING_FROZEN,
    SAME_INITIAL_WEIGHTS,
    EMBEDDING_TOO_SMALL,
    RECURRENT_AXIS,
    BIDIRECTIONAL_WIDTH,
    KERAS_OUTPUT_LOSS,
    KERAS_SOFTMAX_OVER_ONE,
    KERAS_LABEL_ENCODING,
    KERAS_LAYER_ORDER,
    KERAS_DENSE_INTO_DENSE,
    KERAS_ACCURACY_OF_NUMBERS,
    ATTENTION_UNSCALED,
    ATTENTION_AXIS,
    CAUSAL_MASK_WRONG,
    MASK_AFTER_SOFTMAX,
    LABELS_NOT_SHIFTED,
    CAUSAL_MASK_MISSING,
    PADDED_TARGETS,
    HEADS_MERGED_BY_VIEW,
    SQUASHED_REGRESSION,
    LOG_OF_ZERO,
    KL_SIGN,
    LATENT_NOISE,
    PENALTY_SIGN,
    POLICY_GRADIENT_SIGN,
    DISTRIBUTION_OF_PROBABILITIES,
    MASK_TOO_WEAK,
    BATCH_NORM_MOMENTUM,
    KL_DIV_MEAN,
    TRAINING_STEP_WITHOUT_RETURN,
    ZERO_TIMES_ZERO,
    PADDING_AVERAGED,
    ATTENTION_MASK_MISSING,
    PADDING_MASK_INVERTED,
    NORMALISED_OVER_BATCH,
    PAIRS_WITH_THEMSELVES,
    LABELS_SAME_SLICE,
    RESIDUAL_LOST,
    MASK_UNUSED,
    WHOLE_NUMBER_TARGETS,
    TEMPERATURE_MISUSED,
    LIKELIHOOD_SIGN,
    STATE_BY_VIEW,
    BUFFER_MISSING,
)
